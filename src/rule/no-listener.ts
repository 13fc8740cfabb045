import type { Resource } from "../manifest/resource.ts";
import type { MissedListener } from "../mesh/ask/parents.ts";
import type { Mesh } from "../mesh/mesh.ts";
import type { AnyApiRoute } from "../mesh/objects/gateway-api.ts";
import { list, oneOf } from "../text/lists.ts";
import { noRouteFor } from "./consequences.ts";
import type { Finding } from "./finding.ts";

export const noListenerAccepts = "no listener accepts the route";

/** What is said of a route that names a listener which its Gateway does not have. */
export function noListener(
  { field, known }: MissedListener,
  gateway: Resource,
  route: AnyApiRoute,
  mesh: Mesh,
): Finding {
  const isPort = field.step === "port";
  const value = String(field.scalar()?.value ?? "");
  const section = field.parent?.get("sectionName")?.text;
  const title = `Gateway \`${gateway.name}\``;
  // Not all who implement the Gateway API support ports.
  const isSure = !isPort || mesh.implementerOf(gateway).by === "istio";
  return {
    headline:
      isPort && section !== undefined
        ? `listener \`${section}\` of ${title} is not on port ${value}`
        : `${title} has no listener ${isPort ? `on port ${value}` : `\`${value}\``}`,
    primary: { span: field.span, text: "no such listener" },
    related: [{ span: mesh.nameSpan(gateway), text: "the Gateway" }],
    note: noRouteFor(route, noListenerAccepts),
    help: isPort
      ? `use ${oneOf(known, 3)}, or leave \`port\` out`
      : `use one of its listeners: ${list(known)}`,
    ...(!isSure && { severity: "warning" as const }),
  };
}
