import { Controller, Get, Header, Inject, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { PipelineStatus } from '@fleetlane/stream';
import { PIPELINE_RUNNER, SERVICE_CONTEXT, type PipelineRunner, type ServiceContext } from './pipeline-runner.ts';

/** `/metrics`, `/version`, and `/pipeline`: per partition position, settled, committed, lag, and why it is paused. */
@Controller()
export class StatusController {
  readonly #runner: PipelineRunner;
  readonly #context: ServiceContext;

  constructor(@Inject(PIPELINE_RUNNER) runner: PipelineRunner, @Inject(SERVICE_CONTEXT) context: ServiceContext) {
    this.#runner = runner;
    this.#context = context;
  }

  @Get('metrics')
  async metrics(@Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    void reply.header('content-type', this.#context.metricsContentType);
    return this.#context.scrape();
  }

  @Get('version')
  version(): Record<string, string> {
    const { name, version, startedAtMs } = this.#context;
    return { service: name, version, node: process.version, startedAt: new Date(startedAtMs).toISOString() };
  }

  @Get('pipeline')
  @Header('cache-control', 'no-store')
  pipeline(): PipelineStatus {
    return this.#runner.status();
  }
}
