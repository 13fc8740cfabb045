import type { Random } from "../random.ts";

/** One service of the made-up company, from which all its manifests follow. */
export interface App {
  readonly name: string;
  readonly namespace: string;
  readonly team: string;
  readonly port: number;
  /** The gRPC service it serves, such as `acme.billing.v1.Invoices`. */
  readonly rpcService: string;
  readonly rpcMethods: readonly string[];
  readonly version: string;
  readonly replicas: number;
  readonly style: "block" | "flow";
}

const domains = ["billing", "orders", "catalogue", "shipping", "search", "identity"] as const;
const things = ["Invoices", "Carts", "Items", "Labels", "Index", "Sessions", "Quotes"] as const;
const verbs = ["Get", "List", "Create", "Update", "Watch", "Delete", "Export"] as const;

export function makeApp(index: number, random: Random): App {
  const domain = random.pick(domains);
  const thing = random.pick(things);
  const first = random.integer(0, 3);
  return {
    name: `${domain}-${thing.toLowerCase()}-${index}`,
    namespace: `team-${index % 40}`,
    team: `team-${index % 40}`,
    port: 50_000 + random.integer(0, 99),
    rpcService: `acme.${domain}.v1.${thing}`,
    rpcMethods: verbs.slice(first, first + random.integer(2, 4)).map((verb) => verb + thing),
    version: `v${random.integer(1, 4)}.${random.integer(0, 30)}.${random.integer(0, 9)}`,
    replicas: random.integer(2, 8),
    style: random.chance(0.25) ? "flow" : "block",
  };
}

/** The service's name inside the cluster. */
export function hostOf({ name, namespace }: App): string {
  return `${name}.${namespace}.svc.cluster.local`;
}

/** `metadata` with the labels that every manifest of the company has. */
export function metadata(app: App, suffix = ""): string {
  if (app.style === "flow") {
    return `metadata: { name: ${app.name}${suffix}, namespace: ${app.namespace}, labels: { app: ${app.name}, team: "${app.team}" } }`;
  }
  return `metadata:
  name: ${app.name}${suffix}
  namespace: ${app.namespace}
  labels:
    app: ${app.name}
    app.kubernetes.io/name: ${app.name}
    app.kubernetes.io/managed-by: 'kustomize'
    team: "${app.team}"
  annotations:
    acme.example/runbook: "https://runbooks.acme.example/${app.team}/${app.name}"
    acme.example/owner: ${app.team}@acme.example`;
}
