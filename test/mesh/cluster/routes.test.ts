import { describe, expect, it } from "vitest";
import { gatewayHosts, type GatewayHost } from "../../../src/mesh/proxy/gateway-hosts.ts";
import { gatewayProxies, mergedServers } from "../../../src/mesh/proxy/gateway-servers.ts";
import { virtualHosts } from "../../../src/mesh/proxy/virtual-hosts.ts";
import type { GatewayServer } from "../../../src/mesh/objects/gateway.ts";
import { clientIn, readCluster } from "../../support/cluster-of.ts";

const service = `
apiVersion: v1
kind: Service
metadata: { name: orders, namespace: shop }
spec:
  selector: { app: orders }
  ports: [{ name: grpc, port: 9090 }]
---`;

const host = "orders.shop.svc.cluster.local";
const route = `route: [{ destination: { host: ${host} } }]`;

function virtualService(namespace: string, name: string, spec: string): string {
  return `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: ${name}, namespace: ${namespace} }
spec: ${spec}
---`;
}

/** Who owns the routes of `orders` for a client, one for each route; `undefined` for the default route. */
function ownersFor(text: string, namespace: string): readonly string[] | undefined {
  const { cluster } = readCluster(service + text);
  const client = clientIn(namespace);
  const [listener] = cluster.scopeOf(client).listeners;
  const all = listener ? virtualHosts(cluster, client, listener, 9090) : [];
  const own = all.find((one) => one.host === host);
  return own?.routes?.map((one) => `${one.route.owner.namespace}/${one.route.owner.name}`);
}

describe("routes of a sidecar", () => {
  it("are those of the first VirtualService of a host alone: age, then name", () => {
    const text =
      virtualService("web", "b", `{ hosts: [${host}], http: [{ ${route} }] }`) +
      virtualService("shop", "a", `{ hosts: [orders], http: [{ ${route} }] }`);
    expect(ownersFor(text, "web")).toEqual(["shop/a"]);
  });

  it("come from the client's private VirtualServices first", () => {
    const text =
      virtualService("web", "b", `{ hosts: [${host}], exportTo: ["."], http: [{ ${route} }] }`) +
      virtualService("shop", "a", `{ hosts: [orders], http: [{ ${route} }] }`);
    expect(ownersFor(text, "web")).toEqual(["web/b"]);
    expect(ownersFor(text, "shop")).toEqual(["shop/a"]);
  });

  it("end with the first that takes every request", () => {
    const rules = `[{ ${route} }, { match: [{ uri: { prefix: /x } }], ${route} }]`;
    const text = virtualService("shop", "a", `{ hosts: [orders], http: ${rules} }`);
    expect(ownersFor(text, "shop")).toEqual(["shop/a"]);
  });

  it("look at the source, unless a match names gateways", () => {
    const [bySource, byGateway] = ["", ", gateways: [mesh]"].map((more) => {
      const rules = `[{ match: [{ sourceNamespace: shop${more} }], ${route} }]`;
      return virtualService("shop", "a", `{ hosts: [orders], http: ${rules} }`);
    });
    expect(ownersFor(bySource ?? "", "web")).toBe(undefined);
    expect(ownersFor(byGateway ?? "", "web")).toEqual(["shop/a"]);
  });

  it("are a delegate's, within the matches of its root", () => {
    const [within, outside] = ["/a/b", "/b"].map((prefix) => {
      const root = "[{ match: [{ uri: { prefix: /a } }], delegate: { name: part } }]";
      const part = `[{ match: [{ uri: { prefix: ${prefix} } }], ${route} }]`;
      return (
        virtualService("shop", "a", `{ hosts: [orders], http: ${root} }`) +
        virtualService("shop", "part", `{ http: ${part} }`)
      );
    });
    expect(ownersFor(within ?? "", "shop")).toEqual(["shop/a"]);
    expect(ownersFor(outside ?? "", "shop")).toBe(undefined);
  });

  it("are none where a Sidecar does not let the host in", () => {
    const sidecar = `
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: { name: default, namespace: web }
spec: { egress: [{ hosts: ["./*"] }] }
---`;
    const { cluster } = readCluster(service + sidecar);
    expect(cluster.scopeOf(clientIn("web")).hosts).toEqual([]);
    expect(cluster.scopeOf(clientIn("shop")).hosts.map((one) => one.host)).toEqual([host]);
  });
});

interface GatewayParts {
  readonly kept: readonly string[];
  readonly dropped: readonly string[];
  readonly hosts: readonly GatewayHost[];
}

/** The servers, by the names of their ports, and the hosts of the only gateway proxy. */
function gatewayOf(servers: string, more: string): GatewayParts {
  const gateway = `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: edge, namespace: shop }
spec: { selector: { app: edge }, servers: ${servers} }
---`;
  const { cluster, catalogue } = readCluster(service + gateway + more);
  const [proxy] = gatewayProxies(catalogue.gateways(), cluster);
  if (proxy === undefined) throw new Error("no gateway was read");
  const { kept, dropped } = mergedServers(proxy, cluster);
  return {
    kept: kept.map(({ server }) => portName(server)),
    dropped: dropped.map(portName),
    hosts: gatewayHosts(kept, proxy, cluster),
  };
}

function portName({ field }: GatewayServer): string {
  return field.at("port", "name")?.string()?.value ?? "";
}

describe("a gateway", () => {
  it("puts VirtualServices of one host together, routes for every request last", () => {
    const [all, some] = ["", "match: [{ uri: { prefix: /b } }], "].map(
      (match) => `{ hosts: [api.example.com], gateways: [edge], http: [{ ${match}${route} }] }`,
    );
    const { hosts } = gatewayOf(
      '[{ port: { number: 80, name: http, protocol: HTTP }, hosts: ["*"] }]',
      virtualService("shop", "a", all ?? "") + virtualService("shop", "b", some ?? ""),
    );
    expect(hosts.map((one) => one.host)).toEqual(["api.example.com"]);
    expect(hosts[0]?.routes.map((one) => one.route.owner.name)).toEqual(["b", "a"]);
  });

  it("serves a TLS host once, and no TCP beside HTTP", () => {
    const tls = "tls: { mode: SIMPLE, credentialName: cert }";
    const servers = `[
      { port: { number: 443, name: a, protocol: HTTPS }, hosts: [x.example.com], ${tls} },
      { port: { number: 443, name: b, protocol: HTTPS }, hosts: [x.example.com], ${tls} },
      { port: { number: 80, name: c, protocol: HTTP }, hosts: ["*"] },
      { port: { number: 80, name: d, protocol: GRPC }, hosts: ["*"] },
      { port: { number: 80, name: e, protocol: TCP }, hosts: ["*"] }]`;
    const { kept, dropped } = gatewayOf(servers, "");
    expect(kept).toEqual(["a", "c", "d"]);
    expect(dropped).toEqual(["b", "e"]);
  });
});
