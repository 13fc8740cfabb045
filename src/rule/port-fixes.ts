import type { ServicePort } from "../mesh/objects/service.ts";
import { addAfter, replaceText } from "./edits.ts";
import type { Fix } from "./finding.ts";

/** Makes a port declare `protocol`, its name left alone because other resources may refer to it. */
export function declareProtocol(
  port: ServicePort,
  { protocol = "grpc", safe }: { readonly protocol?: string; readonly safe: boolean },
): Fix | undefined {
  const written = port.field.get("appProtocol");
  const beside = port.field.get("name") ?? port.field.get("port");
  const edit = written
    ? replaceText(written, protocol)
    : beside && addAfter(beside, `appProtocol: ${protocol}`);
  if (edit === undefined) return undefined;
  const title = `${written ? "use" : "add"} \`appProtocol: ${protocol}\``;
  return {
    title: safe ? title : `${title} (proxies then use only HTTP/2 to this port)`,
    safe,
    edits: [edit],
  };
}
