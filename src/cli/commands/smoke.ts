import { smokeCalls } from "../../engine/smoke-calls.ts";
import { builtParts } from "../../parts.ts";
import { renderSmokeScript } from "../../report/smoke-script.ts";
import type { Rule } from "../../rule/rule.ts";
import { readInputOptions } from "../check-options.ts";
import { InputError } from "../errors.ts";
import type { ExitStatus } from "../exit-status.ts";
import type { Host } from "../host.ts";
import { loadConfig } from "../load-config.ts";
import type { Arguments } from "../parse-arguments.ts";
import { findInputs, readInputs } from "../read-inputs.ts";

/** Prints a command for each route and matching RPC. */
export async function smoke(
  args: Arguments,
  host: Host,
  rules: readonly Rule[],
): Promise<ExitStatus> {
  const loaded = loadConfig(args, host);
  const options = readInputOptions(args, rules, loaded);
  const found = await findInputs(args.operands, options, { host, loaded });
  const read = await readInputs(found, options, host);
  const complaints = [...found.complaints, ...read.complaints];
  for (const complaint of complaints) host.complain(complaint);
  const calls = smokeCalls(read, options.settings, builtParts);
  if (calls.length === 0) {
    throw new InputError("no route in these files is known to match an RPC", [
      "add the `.proto` files of the services, or name RPCs in routes: `/shop.v1.CartService/GetCart`",
    ]);
  }
  host.print(renderSmokeScript(calls));
  return complaints.length > 0 ? 2 : 0;
}
