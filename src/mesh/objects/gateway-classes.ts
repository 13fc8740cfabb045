import type { Resource } from "../../manifest/resource.ts";
import type { Field } from "../../yaml/field.ts";

/** The implementer of a Kubernetes object: Istio, another one, or unknown. */
export type Owner = "istio" | "other" | "unknown";

/**
 * Whose a GatewayClass is, by its controller. Names are the domain of whoever implements it, and a path. The controllers of
 * Istio: `pkg/config/constants/constants.go`, and `pilot/pkg/features/pilot.go` PILOT_GATEWAY_API_CONTROLLER_NAME (1.31);
 * OpenShift's ingress operator runs an istiod by the name `openshift.io/gateway-controller/v1`
 * (openshift/cluster-ingress-operator `pkg/operator/controller`, OpenShiftGatewayClassControllerName).
 */
export function ownerOfController(name: string): Owner {
  return /^(?:istio\.io|openshift\.io\/gateway-controller)\//.test(name) ? "istio" : "other";
}

/** Classes that istiod makes, and the one of OpenShift. Source: istio `pkg/config/constants/constants.go` (1.31). */
const istioClass =
  /^(?:istio(?:-(?:remote|waypoint|east-west|agentgateway|agentgateway-waypoint))?|openshift-default)$/;

/**
 * Classes that other implementations make, or have their users make by that name: of APISIX, Cilium, Consul, Contour, Envoy
 * Gateway, HAProxy, Kong, Kuma, ngrok, NGINX Gateway Fabric, Traefik, Gloo and kgateway, GKE, Azure and Amazon VPC Lattice.
 * Source: those that kubernetes-sigs/gateway-api `site-src/implementations.md` lists (1.6), with their charts and guides.
 */
const otherClass = [
  /^(?:apisix|cilium|consul|contour|eg|envoy-gateway|haproxy|kong|kuma|ngrok|nginx|traefik)$/,
  /^(?:agentgateway|gloo-gateway|kgateway|kgateway-waypoint)$/,
  /^(?:gke-(?:l7|td|persistent|managed)\b.*|azure-alb-(?:ex|in)ternal|amazon-vpc-lattice)$/,
];

/** Whose a Gateway is whose GatewayClass is not at hand, by the name of that alone. */
export function ownerOfClassName(name: string): Owner {
  if (istioClass.test(name)) return "istio";
  return otherClass.some((names) => names.test(name)) ? "other" : "unknown";
}

/** Controllers of Ingresses by the class that their users commonly give them: `nginx`, `nginx-internal`, `alb`. */
const otherIngressClass =
  /(?:^|[-_.])(?:alb|ambassador|apisix|application-gateway|azure|caddy|cilium|contour|emissary|gce|gloo|haproxy|higress|kong|nginx|ngrok|skipper|tailscale|traefik|voyager)(?:$|[-_.])/i;

/**
 * The class of an Ingress, where it is written: the annotation decides.
 * Source: istio `pilot/pkg/config/kube/ingress/virtualservices.go` shouldProcessIngressWithClass (1.31).
 */
export function ingressClassOf({ spec, metadata }: Resource): Field | undefined {
  return (
    metadata?.at("annotations", "kubernetes.io/ingress.class") ?? spec?.get("ingressClassName")
  );
}

/** Whose an Ingress is, by the name of its class alone. */
export function ownerOfIngressClassName(name: string): Owner {
  if (name === "istio") return "istio";
  return otherIngressClass.test(name) || name === "openshift-default" ? "other" : "unknown";
}

/** The IngressClasses of the inputs. */
interface IngressClasses {
  ofType(type: string): readonly Resource[];
  named(type: string, name: string): readonly Resource[];
}

const ingressClass = "networking.k8s.io/IngressClass";

/**
 * Whose an Ingress is: by the controller of its class, or of the default one where it names none; by the name of the class
 * where the inputs do not hold that. Sources: istio `pilot/pkg/config/kube/ingress/virtualservices.go`
 * shouldProcessIngressWithClass, `pkg/config/constants` IstioIngressController (1.31); kubernetes
 * `plugin/pkg/admission/network/defaultingressclass` (1.36).
 */
export function ownerOfIngress(ingress: Resource, classes: IngressClasses): Owner {
  const name = ingressClassOf(ingress)?.text;
  const found =
    name === undefined
      ? classes.ofType(ingressClass).filter(isDefault)
      : classes.named(ingressClass, name);
  const owners = found.map(({ spec }) => spec?.get("controller")?.text).map(ownerOfIngresses);
  const [by = ownerOfIngressClassName(name ?? "")] = owners;
  return owners.every((it) => it === by) ? by : "unknown";
}

/** By the name of a controller. */
export function ownerOfIngresses(controller: string | undefined): Owner {
  if (controller === undefined) return "unknown";
  return controller === "istio.io/ingress-controller" ? "istio" : "other";
}

function isDefault({ metadata }: Resource): boolean {
  return (
    metadata?.at("annotations", "ingressclass.kubernetes.io/is-default-class")?.text === "true"
  );
}
