import type { Resource } from "../../manifest/resource.ts";
import type { Field } from "../../yaml/field.ts";

/** Who implements an object of Kubernetes: Istio, something else, or what nobody can tell. */
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

/**
 * The class of an Ingress that Istio's own controller serves, where it is written.
 * Source: istio `pilot/pkg/config/kube/ingress/virtualservices.go` shouldProcessIngressWithClass (1.31).
 */
export function istioIngressClassOf({ spec, metadata }: Resource): Field | undefined {
  const named = spec?.get("ingressClassName");
  const annotated = metadata?.at("annotations", "kubernetes.io/ingress.class");
  return [named, annotated].find((it) => it?.text === "istio");
}
