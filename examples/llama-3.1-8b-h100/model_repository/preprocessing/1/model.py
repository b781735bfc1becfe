"""Text to tokens: applies the tokenizer and passes the output length on."""

import json

import numpy as np
import triton_python_backend_utils as pb_utils
from transformers import AutoTokenizer


class TritonPythonModel:
    def initialize(self, args):
        parameters = json.loads(args["model_config"])["parameters"]
        self.tokenizer = AutoTokenizer.from_pretrained(parameters["tokenizer_dir"]["string_value"])
        self.add_special_tokens = parameters["add_special_tokens"]["string_value"] == "true"
        self.end_id = self.tokenizer.eos_token_id
        self.pad_id = self.tokenizer.pad_token_id or self.end_id

    def execute(self, requests):
        return [self.tokenize(request) for request in requests]

    def tokenize(self, request):
        texts = pb_utils.get_input_tensor_by_name(request, "QUERY").as_numpy()
        output_length = pb_utils.get_input_tensor_by_name(request, "REQUEST_OUTPUT_LEN").as_numpy()
        rows = [
            self.tokenizer.encode(text[0].decode("utf-8"), add_special_tokens=self.add_special_tokens)
            for text in texts
        ]
        width = max(len(row) for row in rows)
        ids = np.full((len(rows), width), self.pad_id, dtype=np.int32)
        for index, row in enumerate(rows):
            ids[index, : len(row)] = row
        lengths = np.array([[len(row)] for row in rows], dtype=np.int32)
        return pb_utils.InferenceResponse(
            [
                pb_utils.Tensor("INPUT_ID", ids),
                pb_utils.Tensor("REQUEST_INPUT_LEN", lengths),
                pb_utils.Tensor("REQUEST_OUTPUT_LEN", output_length),
                pb_utils.Tensor("OUT_END_ID", np.full_like(lengths, self.end_id)),
                pb_utils.Tensor("OUT_PAD_ID", np.full_like(lengths, self.pad_id)),
            ]
        )
