import type { ProtoProblem } from "../../src/proto/proto-file.ts";
import { defineRule, protobuf } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";

export const protoSyntax = defineRule({
  id: "proto-syntax",
  topic: "protobuf",
  summary: "a `.proto` file that `protoc` cannot parse",
  severity: "warning",
  reads: "protoProblem",
  evidence: [
    protobuf(
      "src/google/protobuf/compiler/parser.cc",
      "the grammar of proto2, proto3 and editions",
    ),
    protobuf("src/google/protobuf/io/tokenizer.cc", "comments, strings and numbers"),
  ],
  *check(problem) {
    if (problem.kind !== "syntax") yield cutOff(problem);
    else if (!templated.test(problem.span.source.text)) yield unparsable(problem);
  },
});

/** Placeholders of Go templates, Cookiecutter, Maven archetypes and EJS, which the grammar does not have. */
const templated = /\{\{[^{}\n]*\}\}|\$\{\w+\}|<%/;

function unparsable({ message, span }: ProtoProblem): Finding {
  return {
    headline: message,
    primary: { span, text: "the first syntax error" },
    note: "no code can be generated from this file, and RPCs it defines may be missing from the other checks",
    help: "fix the file; the rest was read as far as possible",
  };
}

function cutOff({ message, span }: ProtoProblem): Finding {
  return {
    headline: message,
    primary: { span, text: "truncated" },
    note: "RPCs defined in the lost part are missing from the other checks",
    help: "rebuild the descriptor set; its readable part was used",
  };
}
