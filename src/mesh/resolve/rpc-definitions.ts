import { gather } from "../../collections/gather.ts";
import type { Protos, RpcMethod } from "../../rpc/rpc.ts";

/** An RPC, written in a `.proto` file of the user's own. */
export interface RpcDefinition {
  readonly service: string;
  readonly method: RpcMethod;
}

/** Those in files that findings are reported on; a descriptor set has no places. */
export function ownRpcs({ files, catalogue }: Protos): readonly RpcDefinition[] {
  const own = new Set(
    files.filter(({ isChecked, path }) => isChecked && /\.proto$/i.test(path)).map((it) => it.path),
  );
  return gather([...catalogue.services.values()], ({ name, methods }) =>
    [...methods.values()]
      .filter((method) => own.has(method.name.span.source.path))
      .map((method) => ({ service: name.value, method })),
  );
}
