import type { Rule } from './rule.ts';
import { imageWithoutBackend } from './rules/container/image-without-backend.ts';
import { containerSharedMemory } from './rules/container/shared-memory.ts';
import { tokenInFile } from './rules/container/token-in-file.ts';
import { containerWithoutGpu } from './rules/container/without-gpu.ts';
import { argumentsInOne } from './rules/kubernetes/arguments-in-one.ts';
import { autoscalerTarget } from './rules/kubernetes/autoscaler-target.ts';
import { claimOfOneNode } from './rules/kubernetes/claim-of-one-node.ts';
import { devicesChosen } from './rules/kubernetes/devices-chosen.ts';
import { gpuRequest } from './rules/kubernetes/gpu-request.ts';
import { gpuUtilisationScaling } from './rules/kubernetes/gpu-utilisation-scaling.ts';
import { gpusPartlyIdle } from './rules/kubernetes/gpus-partly-idle.ts';
import { graceTooShort } from './rules/kubernetes/grace-too-short.ts';
import { huggingfaceserverOption } from './rules/kubernetes/huggingfaceserver-option.ts';
import { kedaQuery } from './rules/kubernetes/keda-query.ts';
import { metricNotExported } from './rules/kubernetes/metric-not-exported.ts';
import { probeKillsLoading } from './rules/kubernetes/probe-kills-loading.ts';
import { probePlace } from './rules/kubernetes/probe-place.ts';
import { removedAutoscalingApi } from './rules/kubernetes/removed-autoscaling-api.ts';
import { scalingOnCpu } from './rules/kubernetes/scaling-on-cpu.ts';
import { serviceVariable } from './rules/kubernetes/service-variable.ts';
import { severalScalers } from './rules/kubernetes/several-scalers.ts';
import { slurmGpusForRanks } from './rules/slurm/gpus-for-ranks.ts';
import { slurmImageName } from './rules/slurm/image-name.ts';
import { slurmModelOfRanks } from './rules/slurm/model-of-ranks.ts';
import { slurmMpiOfStep } from './rules/slurm/mpi-of-step.ts';
import { slurmStepWaits } from './rules/slurm/step-waits.ts';

/** The rules about containers, pods, autoscalers and jobs, by area and number; part of the registry. */
export const deploymentRules: readonly Rule[] = [
  containerSharedMemory,
  tokenInFile,
  containerWithoutGpu,
  imageWithoutBackend,
  metricNotExported,
  gpuUtilisationScaling,
  removedAutoscalingApi,
  gpuRequest,
  probeKillsLoading,
  probePlace,
  graceTooShort,
  serviceVariable,
  autoscalerTarget,
  kedaQuery,
  scalingOnCpu,
  severalScalers,
  claimOfOneNode,
  devicesChosen,
  argumentsInOne,
  gpusPartlyIdle,
  huggingfaceserverOption,
  slurmGpusForRanks,
  slurmMpiOfStep,
  slurmStepWaits,
  slurmImageName,
  slurmModelOfRanks,
];
