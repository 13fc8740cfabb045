import type { Destination } from "../objects/route.ts";

/** A DestinationRule makes Envoy speak HTTP/2, or whatever the client speaks, whatever the port declares. */
export function choosesHttp2({ policy }: Pick<Destination, "policy">): boolean {
  const http = policy?.connectionPool?.get("http");
  return (
    http?.get("h2UpgradePolicy")?.text === "UPGRADE" ||
    http?.get("useClientProtocol")?.boolean()?.value === true
  );
}
