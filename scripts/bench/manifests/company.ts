import { seeded, type Random } from "../random.ts";
import { makeApp, type App } from "./app.ts";
import * as settings from "./settings.ts";
import * as traffic from "./traffic.ts";
import * as workloads from "./workloads.ts";

export interface GeneratedFile {
  readonly path: string;
  readonly text: string;
  /** Kubernetes manifests in it. */
  readonly manifests: number;
}

/** The manifests of `apps` services as a folder tree; the same for the same number. About 17 KB a service. */
export function companyManifests(apps: number): readonly GeneratedFile[] {
  const random = seeded(20_260_101);
  return Array.from({ length: apps }, (_, index) => makeApp(index, random)).flatMap((app) =>
    filesOf(app, random),
  );
}

function filesOf(app: App, random: Random): readonly GeneratedFile[] {
  const folder = `apps/${app.namespace}/${app.name}`;
  const hasCanary = random.chance(0.7);
  const documents: Readonly<Record<string, readonly string[]>> = {
    "workload.yaml": [
      workloads.serviceAccount(app),
      workloads.deployment(app, random),
      workloads.service(app),
    ],
    "autoscaling.yaml": [workloads.autoscaler(app)],
    ...(hasCanary ? { "canary.yaml": [workloads.deployment(app, random, "canary")] } : {}),
    "routing.yaml": hasCanary
      ? [traffic.virtualService(app), traffic.destinationRule(app, random)]
      : [traffic.grpcRoute(app)],
    "security.yaml": [settings.authorizationPolicy(app), settings.peerAuthentication(app)],
    "config.yaml": [settings.configMap(app, random), settings.secret(app, random)],
    ...(random.chance(0.3) ? { "public.yaml": [traffic.gateway(app)] } : {}),
    ...(random.chance(0.2) ? { "partner.yaml": [traffic.serviceEntry(app)] } : {}),
    ...(random.chance(0.2) ? { "filter.yaml": [traffic.envoyFilter(app)] } : {}),
  };
  const manifests = Object.entries(documents).map(([name, texts]) => ({
    path: `${folder}/${name}`,
    text: texts.join("---\n"),
    manifests: texts.length,
  }));
  const others = {
    [`${folder}/kustomization.yaml`]: settings.kustomization(app, Object.keys(documents)),
  };
  if (random.chance(0.3)) others[`${folder}/chart/values.yaml`] = settings.helmValues(app);
  const rest = Object.entries(others).map(([path, text]) => ({ path, text, manifests: 0 }));
  return [...manifests, ...rest];
}
