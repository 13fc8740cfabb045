import type { Resource } from "../manifest/resource.ts";
import type { UnknownApiVersion } from "./violation.ts";

/** Where the kinds of a group went that no known release serves. */
interface RetiredGroup {
  readonly product: string;
  /** By kind; `*` is any other. */
  readonly kinds: Readonly<Record<string, RetiredKind>>;
}

interface RetiredKind {
  /** The last release that served it, where that is known. */
  readonly until?: string;
  /** The API versions to use instead, the preferred one first. */
  readonly served: readonly string[];
  /** Its name there, if different. */
  readonly renamed?: readonly string[];
}

const inApps: RetiredKind = { until: "1.15", served: ["apps/v1"] };
const inSecurity: Pick<RetiredKind, "served"> = { served: ["security.istio.io/v1"] };
const authorization: RetiredKind = { ...inSecurity, renamed: ["AuthorizationPolicy"] };
const authentication: RetiredKind = {
  ...inSecurity,
  renamed: ["PeerAuthentication", "RequestAuthentication"],
};

/**
 * Groups that were gone before the oldest release that is known. Source: Kubernetes, "Deprecated API Migration Guide"
 * (1.16, 1.22); the CRDs of Istio 1.20 to 1.32 and of the Gateway API 1.0 to 1.7, which have none of these groups.
 */
const retiredGroups: Readonly<Record<string, RetiredGroup>> = {
  extensions: {
    product: "kubernetes",
    kinds: {
      DaemonSet: inApps,
      Deployment: inApps,
      ReplicaSet: inApps,
      NetworkPolicy: { until: "1.15", served: ["networking.k8s.io/v1"] },
      Ingress: { until: "1.21", served: ["networking.k8s.io/v1"] },
    },
  },
  "authentication.istio.io": {
    product: "istio",
    kinds: { MeshPolicy: authentication, Policy: authentication },
  },
  "rbac.istio.io": {
    product: "istio",
    kinds: {
      ClusterRbacConfig: authorization,
      RbacConfig: authorization,
      ServiceRole: authorization,
      ServiceRoleBinding: authorization,
    },
  },
  "config.istio.io": {
    product: "istio",
    kinds: {
      "*": {
        served: ["telemetry.istio.io/v1", "extensions.istio.io/v1alpha1"],
        renamed: ["Telemetry", "WasmPlugin"],
      },
    },
  },
  "networking.x-k8s.io": {
    product: "gateway-api",
    kinds: Object.fromEntries(
      ["Gateway", "GatewayClass", "HTTPRoute"].map((kind) => [
        kind,
        { served: ["gateway.networking.k8s.io/v1"] },
      ]),
    ),
  },
};

/** Whether a kind is no longer served by any known release. */
export function isRetiredKind(group: string, kind: string): boolean {
  return retiredKind(group, kind) !== undefined;
}

/** What is wrong with a resource of such a kind. */
export function retiredViolation(resource: Resource): UnknownApiVersion | undefined {
  const { group, kind, root } = resource;
  const retired = retiredKind(group, kind);
  if (retired === undefined) return undefined;
  return {
    kind: "unknown-api-version",
    isAssumed: false,
    ...retired,
    resource,
    field: root.get("apiVersion") ?? root,
  };
}

function retiredKind(
  group: string,
  kind: string,
): (RetiredKind & { readonly product: string }) | undefined {
  if (!Object.hasOwn(retiredGroups, group)) return undefined;
  const { product = "", kinds = {} } = retiredGroups[group] ?? {};
  const found = Object.hasOwn(kinds, kind) ? kinds[kind] : kinds["*"];
  return found && { product, ...found };
}
