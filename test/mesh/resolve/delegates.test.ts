import { describe, expect, it } from "vitest";
import { meshOf } from "../../support/mesh-of.ts";

const virtualService = (name: string, namespace: string, spec: string): string =>
  `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: ${name}${namespace && `, namespace: ${namespace}`} }
spec: ${spec}
---
`;

const root = (spec: string, more = ""): string =>
  `{ hosts: [orders]${more}, http: [{ timeout: 3s, delegate: ${spec} }] }`;

const part = (more = ""): string =>
  `{ ${more}http: [{ route: [{ destination: { host: orders } }] }] }`;

/** The roots of each delegate, by file and name, and what its only route has from them. */
function delegatesIn(files: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const mesh = meshOf(files);
  const delegates = mesh.all.virtualService().filter(({ hosts }) => hosts.length === 0);
  return Object.fromEntries(
    delegates.map((delegate) => {
      const { resource } = delegate;
      const [route] = mesh.routesOf(resource);
      const roots = mesh.rootsOf(delegate).map(({ root: { resource: above } }) => above.name);
      const ways = [route?.viaMesh === true && "mesh", route?.viaGateway === true && "gateway"];
      const said = [...roots, ...ways.flatMap((way) => way || []), route?.timeout?.value ?? ""];
      return [`${resource.document.source.path} ${resource.name}`, said.join(" ").trim()];
    }),
  );
}

describe("delegates", () => {
  it("are included by name and namespace, if they are exported there", () => {
    const text =
      virtualService("a", "shop", root("{ name: part }")) +
      virtualService("b", "web", root("{ name: part, namespace: shop }", ", gateways: [edge]")) +
      virtualService("c", "web", root("{ name: hidden, namespace: shop }")) +
      virtualService("part", "shop", part()) +
      virtualService("part", "web", part()) +
      virtualService("hidden", "shop", part('exportTo: ["."], '));
    const mesh = meshOf({ "shop.yaml": text });
    const roots = mesh.all
      .virtualService()
      .map((service) => mesh.rootsOf(service).map((delegation) => delegation.root.resource.name));
    expect(roots).toEqual([[], [], [], ["a", "b"], [], []]);
  });

  it("have the gateways of their roots, and the timeout of an only one", () => {
    const one =
      virtualService("a", "shop", root("{ name: part }")) + virtualService("part", "shop", part());
    const other = virtualService("b", "shop", root("{ name: part }", ", gateways: [edge]"));
    expect(delegatesIn({ "one.yaml": one })).toEqual({ "one.yaml part": "a mesh 3000" });
    expect(delegatesIn({ "two.yaml": one + other })).toEqual({
      "two.yaml part": "a b mesh gateway",
    });
  });

  it("are those of the variant", () => {
    const both =
      virtualService("a", "", root("{ name: part }")) + virtualService("part", "", part());
    const prod = both.replace("3s", "5s");
    expect(delegatesIn({ "envs/dev/a.yaml": both, "envs/prod/a.yaml": prod })).toEqual({
      "envs/dev/a.yaml part": "a mesh 3000",
      "envs/prod/a.yaml part": "a mesh 5000",
    });
  });
});
