import { clientChannels } from "../objects/client-channels.ts";
import { grpcCommands, type CommandSources } from "../objects/grpc-commands.ts";
import { serviceConfigs } from "../objects/service-configs.ts";

/** What rules about clients read: their settings, and command lines that call servers. */
export function clientViews(from: CommandSources): {
  readonly serviceConfig: ReturnType<typeof serviceConfigs>;
  readonly clientChannel: ReturnType<typeof clientChannels>;
  readonly grpcCommand: ReturnType<typeof grpcCommands>;
} {
  return {
    serviceConfig: serviceConfigs(from),
    clientChannel: clientChannels(from),
    grpcCommand: grpcCommands(from),
  };
}
