import { namespaceOf } from "../../mesh/world/age.ts";
import type { Catalogue } from "../../mesh/resolve/catalogue.ts";
import type { VirtualService } from "../../mesh/objects/virtual-service.ts";
import type { Cluster } from "../../mesh/proxy/cluster.ts";
import type { HttpRoute } from "../../mesh/proxy/http-route.ts";
import { routesInForce } from "../../mesh/proxy/routes-in-force.ts";
import type { Field } from "../../yaml/field.ts";
import { canonical } from "../facts/compact.ts";
import { allHold, conditionsOf } from "../match-request.ts";
import type { Request } from "../call.ts";
import { textsOf } from "./mesh-test.ts";
import type { Unmet } from "./expectations.ts";

/** What became of a request of a test of istio-config-validator. */
export interface ValidatorResult {
  readonly name: string;
  readonly unmet: readonly Unmet[];
}

interface Routes {
  readonly cluster: Cluster;
  readonly catalogue: Catalogue;
}

/** The expectations of a test for the route of a request. */
const blocks = ["route", "redirect", "rewrite", "fault", "headers"] as const;

/**
 * Runs tests of istio-config-validator: the VirtualServices of an authority are asked, whoever the caller is.
 * Source: getyourguide/istio-config-validator, `docs/test-cases.md`, `internal/pkg/unit/unit.go`.
 */
export function runValidatorTests(root: Field, routes: Routes): readonly ValidatorResult[] {
  return (root.get("testCases")?.items() ?? []).flatMap((test) => resultsOf(test, routes));
}

function resultsOf(test: Field, routes: Routes): readonly ValidatorResult[] {
  const request = test.get("request");
  const texts = (key: string): readonly string[] => textsOf(request?.get(key));
  const isWanted = test.get("wantMatch")?.boolean()?.value === true;
  const headers = (request?.get("headers")?.entries() ?? []).map(
    (it) => [String(it.step).toLowerCase(), it.text ?? ""] as const,
  );
  return texts("uri").flatMap((path) =>
    texts("authority").flatMap((authority) =>
      texts("method").map((method) => {
        const asked: Request = {
          authority,
          path,
          scheme: "http",
          headers: new Map([...headers, [":method", method]]),
        };
        return {
          name: `${test.get("description")?.text ?? ""}: ${method} ${authority}${path}`,
          unmet: unmetBy(routeFor(asked, routes), test, isWanted),
        };
      }),
    ),
  );
}

/** The first route that a request meets, of the first VirtualService with its authority. */
function routeFor(request: Request, { cluster, catalogue }: Routes): HttpRoute | undefined {
  const service = catalogue
    .virtualServices()
    .find(({ hosts }) => hosts.some(({ value }) => value === request.authority));
  return service && routeIn(service, request, cluster);
}

function routeIn(
  service: VirtualService,
  request: Request,
  cluster: Cluster,
): HttpRoute | undefined {
  const named = service.gateways.map(({ value }) => value);
  const asker = {
    namespace: namespaceOf(service.resource),
    labels: new Map<string, string>(),
    gateways: named.length > 0 ? named : ["mesh"],
    port: 80,
  };
  return routesInForce(cluster.routesOf(service), asker).find(
    ({ match }) => match === undefined || allHold(conditionsOf(match, request)) === true,
  )?.route;
}

/** What is written must be so, or, where no match is wanted, something of it must not. */
function unmetBy(route: HttpRoute | undefined, test: Field, isWanted: boolean): readonly Unmet[] {
  const written = blocks.filter((key) => test.get(key) !== undefined);
  const differing = written.flatMap((key): readonly Unmet[] => {
    const field = test.get(key);
    if (field === undefined) return [];
    const wanted = canonical(plainOf(field));
    const got = route === undefined ? "no route" : canonical(plainOf(route.get(key)) ?? null);
    return wanted === got ? [] : [{ key, field, wanted, got }];
  });
  if (isWanted) return written.length === 0 ? noRoute(route, test) : differing;
  const isMatch = differing.length === 0 && route !== undefined;
  return isMatch
    ? [{ key: "wantMatch", field: test, wanted: "another route", got: "the one described" }]
    : [];
}

function noRoute(route: HttpRoute | undefined, test: Field): readonly Unmet[] {
  return route === undefined
    ? [{ key: "wantMatch", field: test, wanted: "a route", got: "no route" }]
    : [];
}

/** A field as data. */
function plainOf(field: Field | undefined): unknown {
  if (field === undefined) return undefined;
  if (field.isList) return field.items().map(plainOf);
  if (field.isMap) {
    return Object.fromEntries(field.entries().map((it) => [String(it.step), plainOf(it)]));
  }
  return field.scalar()?.value;
}
