import { packageVersion } from "../../parts.ts";
import { serve } from "../../server/serve.ts";
import { UsageError } from "../errors.ts";
import type { ExitStatus } from "../exit-status.ts";
import type { Host } from "../host.ts";
import { projectOpener } from "../open-project.ts";
import type { Arguments } from "../parse-arguments.ts";

/** Serves editors over standard input and output until they end it. */
export async function server(args: Arguments, host: Host): Promise<ExitStatus> {
  if (args.operands.length > 0) {
    throw new UsageError("`server` accepts no paths: the editor sets the folders", [
      "run `istio-grpc-lint server --stdio`",
    ]);
  }
  await serve({
    ...host.openStreams(),
    version: packageVersion(),
    open: projectOpener(args, host),
  });
  return 0;
}
