import { gather } from "../../collections/gather.ts";
import { keptFor } from "../../collections/lazy.ts";
import type { Field } from "../../yaml/field.ts";
import type { YamlDocument } from "../../yaml/node.ts";
import { isPlaceholder } from "./placeholder.ts";
import type { LabelValues } from "./select.ts";

/** What a controller makes for an object of the inputs. */
export interface MadeObject {
  readonly type: "/Pod" | "/Secret" | "/Service" | "/ServiceAccount";
  /** That of a pod is of no use. */
  readonly name: string;
  /** `undefined` where it is that of an object which leaves it open, or may be any. */
  readonly namespace: string | undefined;
  /** Of a pod. */
  readonly labels?: LabelValues;
  /** What it is made for. */
  readonly owner: Field;
}

type Made = Pick<MadeObject, "type" | "labels"> & {
  readonly name: string | undefined;
  /** Of its maker where not given. */
  readonly namespace?: string | undefined;
};

type Maker = (object: Field) => readonly Made[];

const nameOf = (object: Field): string | undefined => object.at("metadata", "name")?.text;
const textAt =
  (...path: readonly string[]) =>
  (object: Field): string | undefined =>
    object.at(...path)?.text;

const secret =
  (...names: readonly ((object: Field) => string | undefined)[]): Maker =>
  (object) => [{ type: "/Secret", name: names.map((read) => read(object)).find(Boolean) }];

const secretsIn =
  (list: readonly string[], ...name: readonly string[]): Maker =>
  (object) =>
    (object.at(...list)?.items() ?? []).map((it) => ({
      type: "/Secret",
      name: it.at(...name)?.text,
    }));

const account =
  (...path: readonly string[]): Maker =>
  (object) => [{ type: "/ServiceAccount", name: object.at(...path)?.text }];

/**
 * By kind, whatever its version. Sources: the API types of cert-manager (CertificateSpec.secretName; the annotations of its
 * ingress-shim), external-secrets (ExternalSecretTarget.name, by default that of the object), sealed-secrets (Unseal),
 * secrets-store-csi-driver (SecretObject), vault-secrets-operator (Destination), the operators of 1Password and SOPS; flagger
 * `pkg/apis/flagger/v1beta1/canary.go` GetServiceNames (1.37); knative serving `pkg/reconciler/route/resources/service.go`
 * MakeK8sPlaceholderService, `pkg/reconciler/revision/resources/meta.go` makeLabels (1.15); eksctl
 * ClusterIAMServiceAccount; argo-workflows and tekton `ServiceAccountName`.
 */
const makers: Readonly<Record<string, Maker>> = {
  "cert-manager.io/Certificate": secret(textAt("spec", "secretName")),
  "certmanager.k8s.io/Certificate": secret(textAt("spec", "secretName")),
  "networking.k8s.io/Ingress": ofIngressShim,
  "external-secrets.io/ExternalSecret": secret(textAt("spec", "target", "name"), nameOf),
  "external-secrets.io/ClusterExternalSecret": (object) =>
    secret(
      textAt("spec", "externalSecretSpec", "target", "name"),
      textAt("spec", "externalSecretName"),
      nameOf,
    )(object).map(anywhere),
  "external-secrets.io/PushSecret": (object) =>
    secretsIn(["spec", "data"], "match", "remoteRef", "remoteKey")(object).map(anywhere),
  "kubernetes-client.io/ExternalSecret": secret(nameOf),
  "bitnami.com/SealedSecret": secret(nameOf),
  "secrets-store.csi.x-k8s.io/SecretProviderClass": secretsIn(
    ["spec", "secretObjects"],
    "secretName",
  ),
  "secrets.hashicorp.com/VaultStaticSecret": secret(textAt("spec", "destination", "name")),
  "secrets.hashicorp.com/VaultDynamicSecret": secret(textAt("spec", "destination", "name")),
  "secrets.hashicorp.com/VaultPKISecret": secret(textAt("spec", "destination", "name")),
  "onepassword.com/OnePasswordItem": secret(nameOf),
  "isindir.github.com/SopsSecret": secretsIn(["spec", "secretTemplates"], "name"),
  "flagger.app/Canary": ofCanary,
  "serving.knative.dev/Service": (object) => [
    { type: "/Service", name: nameOf(object) },
    ...ofRevisions(object),
  ],
  "serving.knative.dev/Configuration": ofRevisions,
  "eksctl.io/ClusterConfig": (object) =>
    (object.at("iam", "serviceAccounts")?.items() ?? []).map((it) => ({
      type: "/ServiceAccount",
      name: nameOf(it),
      namespace: it.at("metadata", "namespace")?.text ?? "default",
    })),
  "argoproj.io/CronWorkflow": account("spec", "workflowSpec", "serviceAccountName"),
  "argoproj.io/Workflow": account("spec", "serviceAccountName"),
  "argoproj.io/WorkflowTemplate": account("spec", "serviceAccountName"),
  "tekton.dev/PipelineRun": account("spec", "taskRunTemplate", "serviceAccountName"),
  "tekton.dev/TaskRun": account("spec", "serviceAccountName"),
};

function anywhere(made: Made): Made {
  return { ...made, namespace: undefined };
}

/** cert-manager makes the Secrets of an Ingress that names an issuer. */
function ofIngressShim(ingress: Field): readonly Made[] {
  const keys = ingress.at("metadata", "annotations")?.keys ?? [];
  const isIssued = keys.some((key) =>
    /^(?:cert-manager\.io\/|kubernetes\.io\/tls-acme$)/.test(key),
  );
  return isIssued ? secretsIn(["spec", "tls"], "secretName")(ingress) : [];
}

function ofCanary(canary: Field): readonly Made[] {
  const name = canary.at("spec", "service", "name") ?? canary.at("spec", "targetRef", "name");
  const stem = name?.text;
  if (stem === undefined) return [];
  return ["", "-primary", "-canary"].map((end) => ({ type: "/Service", name: `${stem}${end}` }));
}

/** The pods of a Knative Service, which have its name as labels, and the account that they run as. */
function ofRevisions(object: Field): readonly Made[] {
  const template = object.at("spec", "template");
  const name = nameOf(object);
  const own = ["service", "configuration"].flatMap((kind) =>
    name === undefined ? [] : [[`serving.knative.dev/${kind}`, { value: name }] as const],
  );
  const written = template?.at("metadata", "labels")?.stringMap() ?? new Map<string, never>();
  return [
    { type: "/Pod", name: "", labels: new Map<string, { value: string }>([...own, ...written]) },
    { type: "/ServiceAccount", name: template?.at("spec", "serviceAccountName")?.text },
  ];
}

function makerOf(apiVersion: string, kind: string): Maker | undefined {
  return makers[`${apiVersion.slice(0, Math.max(apiVersion.lastIndexOf("/"), 0))}/${kind}`];
}

/** Kinds, mostly of structures that are not known, for which controllers make something. */
export function makesObjects(apiVersion: string, kind: string): boolean {
  return makerOf(apiVersion, kind) !== undefined;
}

/** For all documents, and the items of lists. */
export function objectsMadeFor(documents: readonly YamlDocument[]): readonly MadeObject[] {
  return gather(documents, ({ root }) => madeFor(root));
}

/** What is filled in later may be any. */
function closed(namespace: string | undefined): string | undefined {
  return namespace === undefined || isPlaceholder(namespace) ? undefined : namespace;
}

const madeFor = keptFor((root: Field): readonly MadeObject[] => {
  const kind = root.get("kind")?.text ?? "";
  const items = kind.endsWith("List") ? (root.get("items")?.items() ?? []) : [root];
  return items.flatMap((object) => {
    const maker = makerOf(object.get("apiVersion")?.text ?? "", object.get("kind")?.text ?? "");
    const above = closed(object.at("metadata", "namespace")?.text);
    return (maker?.(object) ?? []).flatMap(({ name, ...made }) =>
      name === undefined ? [] : [{ namespace: above, ...made, name, owner: object }],
    );
  });
});
