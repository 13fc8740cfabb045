import { lazy } from "../../collections/lazy.ts";
import type { Protos } from "../../rpc/rpc.ts";
import { clientChannels } from "../objects/client-channels.ts";
import { grpcCommands, type CommandSources } from "../objects/grpc-commands.ts";
import { scriptCommands } from "../objects/script-commands.ts";
import { serviceConfigs } from "../objects/service-configs.ts";

/** What rules about clients read: their settings, and command lines that call servers. */
export function clientViews(
  from: CommandSources & { readonly protos?: (() => Protos) | undefined },
): {
  readonly serviceConfig: ReturnType<typeof serviceConfigs>;
  readonly clientChannel: ReturnType<typeof clientChannels>;
  readonly grpcCommand: ReturnType<typeof grpcCommands>;
} {
  const commands = grpcCommands(from);
  return {
    serviceConfig: serviceConfigs(from),
    clientChannel: clientChannels(from),
    grpcCommand: lazy(() => [...commands(), ...scriptCommands(from.protos?.().scripts ?? [])]),
  };
}
