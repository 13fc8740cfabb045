import { namespaceOf } from "../mesh/world/age.ts";
import {
  outboundListeners,
  type Chain,
  type OutboundListener,
} from "../mesh/proxy/outbound-listeners.ts";
import { virtualHosts, type VirtualHost } from "../mesh/proxy/virtual-hosts.ts";
import { hostCovers } from "../mesh/objects/hosts.ts";
import { onceFor } from "../collections/lazy.ts";
import type { Call, Request, Stream } from "./call.ts";
import { hashFact, hashForPort } from "./facts/hash-facts.ts";
import { filled } from "./facts/compact.ts";
import { insertedFilters } from "./facts/inserted-filters.ts";
import { retriesFact } from "./facts/route-facts.ts";
import { finish } from "./finish-route.ts";
import { podName } from "./inbound.ts";
import type { Dialed } from "./name-resolution.ts";
import type { Outcome, Step } from "./outcome.ts";
import { virtualHostFor } from "./virtual-host.ts";
import { listenerContext, type SendingProxy } from "./proxy.ts";
import { chooseApiRoute, chooseRoute, type ChosenRoute } from "./route-request.ts";
import { deliver } from "./deliver.ts";
import { tcpTarget } from "./send.ts";
import type { Sender } from "./sender.ts";

const everywhere = "0.0.0.0";

/** What the sidecar of a client makes of a connection that its pod opens. */
export function throughSidecar(
  stream: Stream,
  dialed: Dialed,
  call: Call,
  sender: Sender,
): Outcome {
  const { proxy } = sender;
  const { scope } = proxy;
  const listeners = scope ? listenersOf(proxy) : [];
  const listener = listenerFor(listeners, dialed, call.port);
  if (listener === undefined) return passThrough(stream, dialed, sender, []);
  const chain = chainFor(listener, stream, dialed);
  const step: Step = {
    text: `outbound listener ${listener.bind}:${listener.port}`,
    field: scope?.sidecar?.spec?.get("egress"),
  };
  if (chain === undefined) return passThrough(stream, dialed, sender, [step]);
  if (chain.kind === "tcp") {
    const to = chain.to.map((it) => tcpTarget({ ...it, field: undefined }, stream, sender));
    return {
      result: "tcp",
      ...(chain.owner ? { rule: { vs: `${namespaceOf(chain.owner)}/${chain.owner.name}` } } : {}),
      to,
      steps: [step],
    };
  }
  if (stream.kind !== "http") return passThrough(stream, dialed, sender, [step]);
  const inserted = insertedFilters(proxy.cluster, proxy.client, {
    context: "SIDECAR_OUTBOUND",
    port: listener.port,
  });
  const filters = [
    ...(chain.resolution === "dynamic DNS" ? ["dynamic_forward_proxy"] : []),
    ...(chain.protocol === "GRPC-Web" ? ["grpc_web"] : []),
    ...inserted.names,
  ];
  const outcome = throughHttp(
    { chain, port: listener.port, request: stream.request, dialed, step },
    sender,
  );
  const [opened, ...others] = outcome.steps;
  return {
    ...outcome,
    ...(filters.length > 0 ? { filters } : {}),
    steps: [...(opened ? [opened] : []), ...inserted.steps, ...others],
  };
}

const listenersOf = onceFor((proxy: SendingProxy): readonly OutboundListener[] =>
  proxy.scope ? outboundListeners(proxy.cluster, proxy.client, proxy.scope) : [],
);

/** The exact destination address takes precedence over the wildcard address. */
function listenerFor(
  listeners: readonly OutboundListener[],
  dialed: Dialed,
  port: number,
): OutboundListener | undefined {
  const bind = boundName(dialed);
  const onPort = listeners.filter((it) => it.port === port);
  return onPort.find((it) => it.bind === bind) ?? onPort.find((it) => it.bind === everywhere);
}

function boundName(dialed: Dialed): string {
  if (dialed.kind === "service") return dialed.host.host;
  if (dialed.kind === "pod") return `pod ${podName(dialed.pod).replace(/-0$/, "")}`;
  return dialed.kind === "outside" ? (dialed.ip ?? dialed.name) : "";
}

/** The most specific chain that matches a connection: by address, then SNI, then application protocol. */
function chainFor({ chains }: OutboundListener, stream: Stream, dialed: Dialed): Chain | undefined {
  const address = dialed.kind === "outside" ? dialed.ip : undefined;
  const http = chains.find((it) => it.kind === "http");
  const tcp = chains.filter((it) => it.kind === "tcp");
  const byAddress = tcp.filter(
    ({ destinations }) =>
      destinations.length > 0 &&
      address !== undefined &&
      destinations.some((range) => inRange(address, range)),
  );
  const open = tcp.filter(({ destinations }) => destinations.length === 0);
  const among = byAddress.length > 0 ? byAddress : open;
  if (stream.kind === "tls") {
    const named = among.filter(({ sni }) => sni.some((it) => hostCovers(it, stream.sni)));
    const best = named.toSorted(
      (left, right) => lengthOf(right.sni, stream.sni) - lengthOf(left.sni, stream.sni),
    )[0];
    return best ?? among.find(({ sni }) => sni.length === 0);
  }
  if (http) return http;
  return among.find(({ sni }) => sni.length === 0);
}

function lengthOf(patterns: readonly string[], sni: string): number {
  return Math.max(
    ...patterns.map((it) => (it === sni ? Infinity : hostCovers(it, sni) ? it.length : -1)),
  );
}

function inRange(address: string, range: string): boolean {
  const [base = "", bits = "32"] = range.split("/");
  const left = numberOf(address);
  const right = numberOf(base);
  if (left === undefined || right === undefined) return address === base;
  const size = 2 ** (32 - Number(bits));
  return Math.floor(left / size) === Math.floor(right / size);
}

function numberOf(address: string): number | undefined {
  const parts = address.split(".").map(Number);
  if (parts.length !== 4 || parts.some(Number.isNaN)) return undefined;
  return parts.reduce((sum, part) => sum * 256 + part, 0);
}

/** A destination that the registry does not hold. */
function passThrough(
  stream: Stream,
  dialed: Dialed,
  sender: Sender,
  steps: readonly Step[],
): Outcome {
  if (sender.proxy.scope?.registryOnly === true) {
    return { result: "blackhole", sees: "UNAVAILABLE", steps };
  }
  return {
    result: "passthrough",
    as: "tcp",
    to: [{ cluster: "PassthroughCluster", endpoints: asDialed(stream, dialed, sender), steps: [] }],
    steps,
  };
}

function asDialed(stream: Stream, dialed: Dialed, sender: Sender): ReturnType<typeof deliver> {
  const isTls = stream.kind === "tls";
  const wire = {
    stream,
    sent: isTls ? "tls" : "plaintext",
    principal: undefined,
    sni: isTls ? stream.sni : undefined,
    asTcp: false,
  } as const;
  return deliver(dialed, sender.port, wire, sender);
}

/** A request at an HTTP chain of the sidecar. */
interface AtChain {
  readonly chain: Extract<Chain, { kind: "http" }>;
  /** Of the listener. */
  readonly port: number;
  readonly request: Request;
  readonly dialed: Dialed;
  readonly step: Step;
}

function throughHttp(at: AtChain, sender: Sender): Outcome {
  const { chain, port, request, step } = at;
  const { proxy } = sender;
  const { scope } = proxy;
  const listener =
    scope?.listeners.find((it) => it.port === port) ??
    scope?.listeners.find((it) => it.port === undefined);
  if (listener === undefined) return { result: "no_vhost", steps: [step] };
  const hosts = virtualHosts(proxy.cluster, proxy.client, listener, port);
  const colon = chain.route.lastIndexOf(":");
  // A port without a declared protocol has a listener, and routes, of its own: any authority will do.
  const own = colon < 0 ? undefined : chain.route.slice(0, colon);
  const virtualHost =
    own === undefined
      ? virtualHostFor(hosts, request.authority)
      : hosts.find(({ domains }) => domains.includes(own));
  if (virtualHost === undefined) {
    return own === undefined
      ? unknownAuthority(at, sender)
      : { result: "no_vhost", sees: "UNIMPLEMENTED", steps: [step] };
  }
  const context = listenerContext(proxy, listener, port);
  const { routes, apiRoutes, host } = virtualHost;
  const { choice, steps } =
    routes !== undefined
      ? chooseRoute(routes, request, context)
      : apiRoutes.length > 0
        ? chooseApiRoute(apiRoutes, request, context)
        : { choice: straight(virtualHost, request, sender, port), steps: [] };
  const seen = [step, { text: `virtual host \`${host}\``, field: undefined }, ...steps];
  const routing = { vhost: host, choice, isApi: apiRoutes.length > 0, request, steps: seen };
  return finish(routing, sender);
}

/** No virtual host has the authority of the request. */
function unknownAuthority({ request, dialed, step }: AtChain, sender: Sender): Outcome {
  const named = {
    text: `no virtual host for authority \`${request.authority}\``,
    field: undefined,
  };
  const steps = [step, named];
  if (sender.proxy.scope?.registryOnly === true) {
    return { result: "blackhole", vhost: "block_all", sees: "UNAVAILABLE", steps };
  }
  const endpoints = asDialed({ kind: "http", version: "h2", request }, dialed, sender);
  const to = [{ cluster: "PassthroughCluster", http: "h2" as const, endpoints, steps: [] }];
  return { result: "passthrough", vhost: "allow_any", to, steps };
}

/** A host without routes of its own. */
function straight(
  { host, registered }: VirtualHost,
  request: Request,
  { proxy }: Sender,
  port: number,
): ChosenRoute {
  const { cluster, client } = proxy;
  const known = registered && cluster.hostsNamed(registered.host)[0];
  const rule = known && cluster.findRule(known, client);
  const hash = hashFact(hashForPort(rule, port));
  return {
    rule: undefined,
    action: "route",
    timeout: undefined,
    settings: {
      hash: filled(hash === undefined ? [] : [hash]),
      retries: retriesFact(cluster.config.written?.get("defaultHttpRetryPolicy"), false),
    },
    targets: [
      {
        host: registered?.host ?? host,
        port,
        subset: undefined,
        weight: undefined,
        field: undefined,
      },
    ],
    request,
    steps: [],
  };
}
