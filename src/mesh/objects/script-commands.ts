import { gather } from "../../collections/gather.ts";
import { grpcCallOf } from "../../rpc/grpc-commands.ts";
import { scriptParts } from "../../rpc/scripts.ts";
import { shellCommands } from "../../text/shell-commands.ts";
import type { SourceFile } from "../../yaml/source.ts";
import { grpcToolNames, type GrpcCommand } from "./grpc-commands.ts";

/** The command lines of scripts, Makefiles and pages that call gRPC servers. */
export function scriptCommands(sources: readonly SourceFile[]): readonly GrpcCommand[] {
  return gather(sources, (source) => {
    const { text } = source;
    if (!grpcToolNames.test(text)) return [];
    return gather(scriptParts(source), ({ start: from, end: to }) =>
      shellCommands(text.slice(from, to)).flatMap((words) => {
        const located = words.map(({ value, start, end }) => ({
          value,
          span: { source, start: from + start, end: from + end },
        }));
        const call = grpcCallOf(located);
        return call ? [{ call, resource: undefined, container: undefined }] : [];
      }),
    );
  });
}
