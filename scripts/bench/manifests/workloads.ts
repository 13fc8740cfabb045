import type { Random } from "../random.ts";
import { metadata, type App } from "./app.ts";

export function serviceAccount(app: App): string {
  return `apiVersion: v1
kind: ServiceAccount
${metadata(app)}
automountServiceAccountToken: false
`;
}

export function service(app: App): string {
  return `# The port's protocol is declared, so that calls are balanced one by one.
apiVersion: v1
kind: Service
${metadata(app)}
spec:
  selector:
    app: ${app.name}
  ports:
    - name: grpc
      port: ${app.port}
      targetPort: ${app.port}
      appProtocol: grpc
    - { name: http-metrics, port: 9090, targetPort: 9090 }
`;
}

export function deployment(
  app: App,
  random: Random,
  version: "stable" | "canary" = "stable",
): string {
  const variables = Array.from({ length: random.integer(3, 12) }, (_, index) =>
    environmentVariable(app, index),
  );
  return `apiVersion: apps/v1
kind: Deployment
${metadata(app, version === "stable" ? "" : "-canary")}
spec:
  replicas: ${version === "stable" ? app.replicas : 1}
  revisionHistoryLimit: 3
  selector:
    matchLabels:
      app: ${app.name}
      version: ${version}
  strategy:
    type: RollingUpdate
    rollingUpdate: { maxSurge: 25%, maxUnavailable: 0 }
  template:
    metadata:
      labels:
        app: ${app.name}
        version: ${version}
        sidecar.istio.io/inject: "true"
      annotations:
        prometheus.io/scrape: "true"
        prometheus.io/port: "9090"
        proxy.istio.io/config: |
          holdApplicationUntilProxyStarts: true
          terminationDrainDuration: 25s
    spec:
      serviceAccountName: ${app.name}
      terminationGracePeriodSeconds: 45
      containers:
        - name: server
          image: registry.acme.example/${app.team}/${app.name}:${app.version}
          imagePullPolicy: IfNotPresent
          args: ["--port=${app.port}", "--metrics-port=9090", '--log-format=json']
          ports:
            - name: grpc
              containerPort: ${app.port}
              protocol: TCP
            - name: http-metrics
              containerPort: 9090
          env:
${variables.join("\n")}
          readinessProbe:
            grpc: { port: ${app.port} }
            periodSeconds: 5
          livenessProbe:
            grpc:
              port: ${app.port}
            initialDelaySeconds: 10 # the index is read first
            failureThreshold: 6
          resources:
            requests: { cpu: ${random.integer(1, 9)}00m, memory: ${random.integer(1, 9)}28Mi }
            limits:
              memory: ${random.integer(1, 4)}Gi
          securityContext:
            allowPrivilegeEscalation: false
            readOnlyRootFilesystem: true
            capabilities: { drop: [ALL] }
          volumeMounts:
            - { name: config, mountPath: /etc/${app.name}, readOnly: true }
      volumes:
        - name: config
          configMap:
            name: ${app.name}
      affinity:
        podAntiAffinity:
          preferredDuringSchedulingIgnoredDuringExecution:
            - weight: 100
              podAffinityTerm:
                topologyKey: topology.kubernetes.io/zone
                labelSelector:
                  matchLabels:
                    app: ${app.name}
`;
}

function environmentVariable(app: App, index: number): string {
  if (index % 3 === 0) {
    return `            - name: SECRET_${index}
              valueFrom:
                secretKeyRef: { name: ${app.name}, key: key-${index} }`;
  }
  return `            - name: SETTING_${index}
              value: "${app.name}-${index}"`;
}

export function autoscaler(app: App): string {
  return `apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
${metadata(app)}
spec:
  scaleTargetRef:
    apiVersion: apps/v1
    kind: Deployment
    name: ${app.name}
  minReplicas: ${app.replicas}
  maxReplicas: ${app.replicas * 4}
  metrics:
    - type: Resource
      resource:
        name: cpu
        target: { type: Utilization, averageUtilization: 70 }
  behavior:
    scaleDown:
      stabilizationWindowSeconds: 300
`;
}
