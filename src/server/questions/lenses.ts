import type { Mesh } from "../../mesh/mesh.ts";
import type { Resource } from "../../manifest/resource.ts";
import { formatDuration } from "../../mesh/objects/duration.ts";
import { plural } from "../../text/lists.ts";
import type { Span } from "../../yaml/source.ts";
import { longest } from "./hover.ts";

/** A line of text that an editor shows with a place. */
export interface Remark {
  readonly span: Span;
  readonly text: string;
}

/** What leads to the Services, subsets and gateways of a file. */
export function lensesOf(resources: readonly Resource[], mesh: Mesh): readonly Remark[] {
  const here = new Set(resources);
  const isHere = ({ resource }: { readonly resource: Resource }): boolean => here.has(resource);
  const services = mesh.all
    .service()
    .filter(isHere)
    .map((service) => ({
      span: mesh.nameSpan(service.resource),
      text: `${plural(mesh.routesTo(service).length, "route")} ${leads(mesh.routesTo(service).length)} here`,
    }));
  const subsets = mesh.all
    .destinationRule()
    .filter(isHere)
    .flatMap((rule) => {
      const destinations = mesh.destinationsUnder(rule);
      return rule.subsets.flatMap(({ name }) => {
        if (name === undefined) return [];
        const count = destinations.filter((it) => it.subsetName?.value === name.value).length;
        return {
          span: name.span,
          text: `${plural(count, "destination")} ${count === 1 ? "names" : "name"} it`,
        };
      });
    });
  const gateways = mesh.all
    .gateway()
    .filter(isHere)
    .map((gateway) => {
      const bound = new Set(gateway.servers.flatMap((server) => mesh.virtualServicesOf(server)));
      return {
        span: mesh.nameSpan(gateway.resource),
        text: `${plural(bound.size, "VirtualService")} bound`,
      };
    });
  return [...services, ...subsets, ...gateways];
}

function leads(count: number): string {
  return count === 1 ? "leads" : "lead";
}

/** What is in effect where it is not written: the protocol of a port, and how long a call may take with its retries. */
export function hintsOf(resources: readonly Resource[], mesh: Mesh): readonly Remark[] {
  const here = new Set(resources);
  const ports = mesh.all
    .service()
    .filter(({ resource }) => here.has(resource))
    .flatMap((service) =>
      service.ports.map(({ protocol, protocolSpan }) => ({
        span: protocolSpan,
        text: protocol === "auto" ? "sniffed" : protocol,
      })),
    );
  const retries = resources.flatMap((resource) =>
    mesh.routesOf(resource).flatMap((route) => {
      const needed = route.retries && longest(route.retries);
      const span = route.retries?.attempts?.span;
      if (needed === undefined || span === undefined) return [];
      const limit = Math.min(needed.total, route.timeout?.value ?? Infinity);
      return { span, text: `up to ${formatDuration(limit)}` };
    }),
  );
  return [...ports, ...retries];
}
