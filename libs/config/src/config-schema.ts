import { z } from 'zod';

export interface JsonSchemaOptions {
  readonly title: string;
  /** Address under which the schema is published. */
  readonly id?: string;
  /** Helm reads draft-07; editors read both. */
  readonly draft?: 'draft-07' | 'draft-2020-12';
}

/**
 * The JSON Schema of what a person writes (durations and sizes as text), for editors and for charts. A text with a pattern may
 * hold `${NAME}` as well, because the service fills that in before it looks at the pattern.
 */
export function configJsonSchema(schema: z.ZodType, { title, id, draft = 'draft-2020-12' }: JsonSchemaOptions): Record<string, unknown> {
  const { $schema, ...body } = z.toJSONSchema(schema, {
    io: 'input',
    target: draft === 'draft-07' ? 'draft-7' : 'draft-2020-12',
    unrepresentable: 'any',
    override: ({ jsonSchema }) => {
      if (jsonSchema['secret'] === true) {
        delete jsonSchema['secret'];
        jsonSchema.writeOnly = true;
      }
      if (jsonSchema.pattern !== undefined) jsonSchema.pattern = `(?:${jsonSchema.pattern})|\\$\\{`;
    },
  });
  return { $schema, ...(id === undefined ? {} : { $id: id }), title, ...body };
}
