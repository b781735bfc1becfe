import type { Deployment } from '../deployment.ts';
import { known } from '../known.ts';
import { boolean, limit, not, type Reading, traced } from '../settings/leaves.ts';
import type { Data, SettingSource } from '../settings/setting.ts';

type Graphs = Pick<Deployment['batching'], 'graphs' | 'graphSizes' | 'largestGraph' | 'graphPadding'>;

/** Numbers as a list, one by one or with commas and blanks between them. */
const sizes: Reading<readonly number[]> = (value) => {
  const parts = typeof value === 'string' ? value.split(/[\s,]+/).filter(Boolean) : listOf(value);
  const read = parts.map(Number);
  return read.length > 0 && read.every((size) => Number.isInteger(size) && size > 0) ? read : undefined;
};

const listOf = (value: Data): readonly Data[] => (Array.isArray(value) ? value : [value]);

/** `cuda_graph_config` of TensorRT-LLM's LLM API, and what its parts were called before 1.0. */
export function tensorrtllmGraphs(source: SettingSource): Graphs {
  const config = source.find('cuda-graph-config');
  const off = config?.value === null ? { value: false, origin: config.origin } : undefined;
  return {
    ...known('graphs', off ?? traced(source, boolean, 'use-cuda-graph')),
    ...known('graphSizes', traced(source, sizes, 'cuda-graph-config.batch-sizes', 'cuda-graph-batch-sizes')),
    ...known(
      'largestGraph',
      traced(source, limit, 'cuda-graph-config.max-batch-size', 'cuda-graph-max-batch-size'),
    ),
    ...known(
      'graphPadding',
      traced(
        source,
        boolean,
        'cuda-graph-config.enable-padding',
        'cuda-graph-config.padding-enabled',
        'cuda-graph-padding-enabled',
      ),
    ),
  };
}

export function vllmGraphs(source: SettingSource): Graphs {
  return {
    ...known('graphs', traced(source, not, 'enforce-eager')),
    ...known('graphSizes', traced(source, sizes, 'cudagraph-capture-sizes')),
    ...known('largestGraph', traced(source, limit, 'max-cudagraph-capture-size')),
  };
}

export function sglangGraphs(source: SettingSource): Graphs {
  return {
    ...known('graphs', traced(source, not, 'disable-cuda-graph')),
    ...known('graphSizes', traced(source, sizes, 'cuda-graph-bs')),
    ...known('largestGraph', traced(source, limit, 'cuda-graph-max-bs')),
    ...known('graphPadding', traced(source, not, 'disable-cuda-graph-padding')),
  };
}
