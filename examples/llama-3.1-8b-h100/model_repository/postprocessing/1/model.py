"""Tokens to text: decodes the first `SEQUENCE_LENGTH` tokens of every beam."""

import json

import numpy as np
import triton_python_backend_utils as pb_utils
from transformers import AutoTokenizer


class TritonPythonModel:
    def initialize(self, args):
        parameters = json.loads(args["model_config"])["parameters"]
        self.tokenizer = AutoTokenizer.from_pretrained(parameters["tokenizer_dir"]["string_value"])
        self.skip_special_tokens = parameters["skip_special_tokens"]["string_value"] == "true"

    def execute(self, requests):
        return [self.detokenize(request) for request in requests]

    def detokenize(self, request):
        tokens = pb_utils.get_input_tensor_by_name(request, "TOKENS_BATCH").as_numpy()
        lengths = pb_utils.get_input_tensor_by_name(request, "SEQUENCE_LENGTH").as_numpy()
        texts = [
            [
                self.tokenizer.decode(beam[:length], skip_special_tokens=self.skip_special_tokens)
                for beam, length in zip(beams, beam_lengths)
            ]
            for beams, beam_lengths in zip(tokens, lengths)
        ]
        return pb_utils.InferenceResponse(
            [pb_utils.Tensor("OUTPUT", np.array(texts, dtype=object))]
        )
