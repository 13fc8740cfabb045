import type { Resource } from "../manifest/resource.ts";
import { hostCovers } from "../mesh/objects/hosts.ts";
import type { Field } from "../yaml/field.ts";
import { finish } from "./finish-route.ts";
import type { Outcome } from "./outcome.ts";
import { virtualHostFor } from "./virtual-host.ts";
import { gatewayContext } from "./proxy.ts";
import { chooseApiRoute } from "./route-request.ts";
import type { Sender } from "./sender.ts";
import type { Incoming } from "./wire.ts";

/** What the proxy that Istio makes for a Gateway of the Gateway API makes of a call from outside. */
export function throughManagedGateway(
  gateway: Resource,
  port: number,
  { stream, sent, sni }: Incoming,
  sender: Sender,
): Outcome {
  const { proxy } = sender;
  const listeners = (gateway.spec?.get("listeners")?.items() ?? []).filter(
    (it) => it.get("port")?.number()?.value === port,
  );
  if (listeners.length === 0) return { result: "no_listener", sees: "UNAVAILABLE", steps: [] };
  const isTls = sent !== "plaintext" || stream.kind === "tls";
  const picked = isTls ? tlsListeners(listeners, sni ?? "") : plainListeners(listeners);
  if ("result" in picked) return picked;
  const request = isTls ? { ...stream.request, scheme: "https" as const } : stream.request;
  const hosts = picked.listeners.flatMap((listener) =>
    Array.from(proxy.cluster.apiRoutesOn(gateway, listener), ([host, routes]) => ({
      host,
      domains: [host],
      routes,
    })),
  );
  const found = virtualHostFor(hosts, request.authority);
  const steps = picked.listeners.map((field) => ({ text: "listener", field }));
  if (found === undefined) return { result: "no_vhost", sees: "UNIMPLEMENTED", steps };
  const tried = chooseApiRoute(found.routes, request, gatewayContext(proxy, port));
  const routing = {
    vhost: found.host,
    choice: tried.choice,
    isApi: true,
    request,
    steps: [...steps, ...tried.steps],
  };
  return finish(routing, sender);
}

type Picked = { readonly listeners: readonly Field[] } | Outcome;

function plainListeners(listeners: readonly Field[]): Picked {
  const plain = listeners.filter((it) => it.get("protocol")?.text === "HTTP");
  if (plain.length > 0) return { listeners: plain };
  return listeners.some((it) => it.get("protocol")?.text === "HTTPS" && !it.get("hostname"))
    ? {
        result: "tls_error",
        why: "plaintext sent to a TLS listener",
        sees: "UNAVAILABLE",
        steps: [],
      }
    : { result: "no_chain", sees: "UNAVAILABLE", steps: [] };
}

function tlsListeners(listeners: readonly Field[], sni: string): Picked {
  const named = listeners
    .filter((it) => it.get("protocol")?.text === "HTTPS")
    .filter((it) => hostCovers(it.get("hostname")?.text ?? "*", sni))
    .toSorted((left, right) => lengthOf(right, sni) - lengthOf(left, sni));
  const [best] = named;
  if (best) return { listeners: [best] };
  const isPlain = listeners.some((it) => it.get("protocol")?.text === "HTTP");
  return isPlain
    ? {
        result: "tls_error",
        why: "TLS sent to a plaintext HTTP listener",
        sees: "UNAVAILABLE",
        steps: [],
      }
    : { result: "no_chain", sees: "UNAVAILABLE", steps: [] };
}

function lengthOf(listener: Field, sni: string): number {
  const hostname = listener.get("hostname")?.text ?? "*";
  return hostname === sni ? Infinity : hostname.length;
}
