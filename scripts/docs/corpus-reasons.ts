const unread = (name: string): string =>
  `The folder is a whole model repository but for \`${name}\`, which its test puts in before it starts the server. As it stands, Triton polls the repository without it and refuses the ensemble: “contains models that are not available”.`;

/**
 * Why each error on a file of the corpus that Triton's parser reads is right, by rule and path. An error that is not
 * listed fails a test: see whether Triton refuses the file, and mend the rule where it does not.
 */
export const corpusReasons: Readonly<Record<string, string>> = {
  'BWE001 triton-inference-server/server/qa/L0_decoupled/models/nested_square/config.pbtxt':
    unread('square_int32'),
  'BWE001 triton-inference-server/server/qa/L0_parameters/model_repository/ensemble/config.pbtxt':
    unread('parameter'),
  'BWE001 triton-inference-server/server/qa/ensemble_models/mix_ensemble_int32_float32_float32/config.pbtxt':
    unread('onnx_int32_int32_int32` and the other generated models `onnx_…'),
  'BWE001 triton-inference-server/tutorials/HuggingFace/ensemble_model_repository/ensemble_model/config.pbtxt':
    unread('vit'),
  'BWK003 triton-inference-server/server/deploy/k8s-onprem/templates/hpa.yaml':
    'Wherever the chart’s autoscaling is turned on, it writes `autoscaling/v2beta2`, which Kubernetes has not served since 1.26: the API server refuses the object.',
  'BWT016 triton-inference-server/server/qa/L0_response_cache/models/decoupled_cache/config.pbtxt':
    'Made to be refused: the test of the response cache expects that a decoupled model with `response_cache { enable: true }` does not load.',
};
