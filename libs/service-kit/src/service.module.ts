import { Module, type DynamicModule } from '@nestjs/common';
import type { Logger } from '@fleetlane/stream';
import { HealthController } from './health.controller.ts';
import { PipelineLifecycle } from './pipeline-lifecycle.service.ts';
import { PIPELINE_RUNNER, SERVICE_CONTEXT, SERVICE_LOGGER, type PipelineRunner, type ServiceContext } from './pipeline-runner.ts';
import { StatusController } from './status.controller.ts';

/** The endpoints and the life cycle around a pipeline. */
@Module({})
export class ServiceModule {
  static of(runner: PipelineRunner, context: ServiceContext, logger: Logger): DynamicModule {
    return {
      module: ServiceModule,
      controllers: [HealthController, StatusController],
      providers: [
        PipelineLifecycle,
        { provide: PIPELINE_RUNNER, useValue: runner },
        { provide: SERVICE_CONTEXT, useValue: context },
        { provide: SERVICE_LOGGER, useValue: logger },
      ],
    };
  }
}
