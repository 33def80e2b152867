import { Controller, Get, HttpCode, Inject, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { liveness, readiness, startup, type HealthVerdict } from '@fleetlane/observe';
import { PIPELINE_RUNNER, SERVICE_CONTEXT, type PipelineRunner, type ServiceContext } from './pipeline-runner.ts';

/**
 * `/livez`: replace the process? Never red because Kafka or the destination is away. `/readyz`: do records get through?
 * `/startupz`: has the pipeline been opened?
 */
@Controller()
export class HealthController {
  readonly #runner: PipelineRunner;
  readonly #context: ServiceContext;

  constructor(@Inject(PIPELINE_RUNNER) runner: PipelineRunner, @Inject(SERVICE_CONTEXT) context: ServiceContext) {
    this.#runner = runner;
    this.#context = context;
  }

  @Get('livez')
  @HttpCode(200)
  live(@Res({ passthrough: true }) reply: FastifyReply): HealthVerdict {
    return answer(reply, liveness(this.#runner.status(), Date.now()));
  }

  @Get('readyz')
  ready(@Res({ passthrough: true }) reply: FastifyReply): HealthVerdict {
    return answer(reply, readiness(this.#runner.status(), Date.now(), { stalledAfterMs: this.#context.stalledAfterMs }));
  }

  @Get('startupz')
  started(@Res({ passthrough: true }) reply: FastifyReply): HealthVerdict {
    return answer(reply, startup(this.#runner.status()));
  }
}

function answer(reply: FastifyReply, verdict: HealthVerdict): HealthVerdict {
  void reply.status(verdict.status === 'ok' ? 200 : 503);
  return verdict;
}
