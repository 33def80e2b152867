import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Credentials } from '../stack.ts';
import { writeCertificates } from '../tls/write-certificates.ts';
import type { OpenSearchPaths } from './opensearch-config.ts';

/** Also the common names of certificates; the security plugin tells nodes and administrators by them. */
const [NODE, ADMIN] = ['node-1', 'admin'] as const;

export const OPENSEARCH_USERS = {
  admin: { username: 'admin', password: 'admin-secret' },
  writer: { username: 'writer', password: 'writer-secret' },
  reader: { username: 'reader', password: 'reader-secret' },
} as const satisfies Record<string, Credentials>;

/** bcrypt of the passwords above: the plugin's own tool would cost a Java start for each. */
const INTERNAL_USERS = `_meta: { type: internalusers, config_version: 2 }
admin: { hash: "$2y$12$sAbDDglJT6MUVDR7EGPbm.WRJkR4zegtQgdZTpkUcgeQ7jib8BIsS", backend_roles: [admin] }
writer: { hash: "$2y$12$muon6Lb0x9kZbWU3liRMdOTzf0m6fKGevhV64AH8/w8hXWaFiVFF6" }
reader: { hash: "$2y$12$p2DA16zW181Ih0/DQLgGEuheXKSO15yXPQyUK5NB7ltWlb/9pLL.S" }
`;

/** `telemetry_writer` is what the documentation tells an operator to grant; a sink that needs more fails its test here. */
const ROLES = `_meta: { type: roles, config_version: 2 }
telemetry_writer:
  cluster_permissions: ["cluster:monitor/main", "indices:data/write/bulk*"]
  index_permissions:
    - index_patterns: ["telemetry*"]
      allowed_actions: [write, create_index]
telemetry_reader:
  cluster_permissions: ["cluster:monitor/main"]
  index_permissions:
    - index_patterns: ["telemetry*"]
      allowed_actions: [read]
`;

const ROLES_MAPPING = `_meta: { type: rolesmapping, config_version: 2 }
all_access: { backend_roles: [admin] }
telemetry_writer: { users: [writer] }
telemetry_reader: { users: [reader] }
`;

export interface OpenSearchSecurity {
  readonly caFile: string;
  /** For opensearch.yml. */
  readonly settings: Readonly<Record<string, string>>;
}

/** Writes certificates, users and roles below the node's configuration, before its first start reads them. */
export async function writeOpenSearchSecurity(paths: OpenSearchPaths): Promise<OpenSearchSecurity> {
  const target = join(paths.config, 'opensearch-security');
  await mkdir(target);
  await cp(join(paths.home, 'plugins', 'opensearch-security', 'config'), target, { recursive: true });
  const files = { 'internal_users.yml': INTERNAL_USERS, 'roles.yml': ROLES, 'roles_mapping.yml': ROLES_MAPPING };
  for (const [name, content] of Object.entries(files)) await writeFile(join(target, name), content);
  const certificates = await writeCertificates(join(paths.config, 'certificates'), [NODE]);
  const { certFile, keyFile } = certificates[NODE];
  const ssl = (layer: 'transport' | 'http'): Record<string, string> => ({
    [`plugins.security.ssl.${layer}.pemcert_filepath`]: certFile,
    [`plugins.security.ssl.${layer}.pemkey_filepath`]: keyFile,
    [`plugins.security.ssl.${layer}.pemtrustedcas_filepath`]: certificates.caFile,
  });
  return {
    caFile: certificates.caFile,
    settings: {
      ...ssl('transport'),
      ...ssl('http'),
      'plugins.security.ssl.http.enabled': 'true',
      'plugins.security.ssl.transport.enforce_hostname_verification': 'false',
      'plugins.security.allow_default_init_securityindex': 'true',
      'plugins.security.nodes_dn': `["CN=${NODE}"]`,
      'plugins.security.authcz.admin_dn': `["CN=${ADMIN}"]`,
      'plugins.security.restapi.roles_enabled': '["all_access"]',
    },
  };
}
