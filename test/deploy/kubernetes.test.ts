import { readdirSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { describe, expect, test } from "vitest";
import { createProgram } from "../../src/cli/program.js";
import { isSettingName, loadConfig, settings } from "../../src/config/index.js";
import { readYaml } from "../support/deploy/deployFiles.js";
import { inLastStage } from "../support/deploy/dockerfile.js";
import { ACCESS_SECRET, REFRESH_SECRET } from "../support/http/testServer.js";
import { temporaryFolder } from "../support/temporaryFolder.js";

type Labels = Record<string, string>;

interface Container {
  name: string;
  image: string;
  args: string[];
  envFrom: Array<Record<string, { name: string }>>;
  securityContext: Record<string, unknown>;
  resources: { limits: Record<string, string> };
  ports?: Array<{ name: string; containerPort: number }>;
  startupProbe?: Probe;
  livenessProbe?: Probe;
  readinessProbe?: Probe;
  volumeMounts?: Array<{ name: string; mountPath: string; readOnly?: boolean }>;
}

interface Probe {
  httpGet: { path: string; port: string };
}

interface Deployment {
  spec: {
    replicas: number;
    selector: { matchLabels: Labels };
    template: {
      metadata: { labels: Labels };
      spec: {
        automountServiceAccountToken: boolean;
        terminationGracePeriodSeconds: number;
        securityContext: { runAsNonRoot: boolean; runAsUser: number; runAsGroup: number };
        initContainers: Container[];
        containers: Container[];
        volumes: Array<{ name: string }>;
      };
    };
  };
}

interface Named {
  kind: string;
  metadata: { name: string; namespace?: string };
}

const FOLDER = "deploy/kubernetes";
const read = <T>(file: string) => readYaml<T>(`${FOLDER}/${file}`);

const { data: config } = read<{ data: Labels }>("config.yaml");
const { stringData: secret } = read<{ stringData: Labels }>("secret.example.yaml");
const deployment = read<Deployment>("deployment.yaml");
const { spec: pod, metadata: podMetadata } = deployment.spec.template;
const [migrate] = pod.initContainers;
const [server] = pod.containers;

describe("the settings", () => {
  test("have the names of settings; those that are secret are in the Secret, without a value", () => {
    const isSecret = (name: string) => isSettingName(name) && settings[name].secret;
    expect(Object.keys(config).filter((name) => !isSettingName(name) || isSecret(name))).toEqual([]);
    expect(Object.keys(secret).filter((name) => !isSecret(name))).toEqual([]);
    expect(Object.values(secret).filter((value) => value !== "")).toEqual([]);
  });

  const given = {
    DATABASE_URL: "postgres://latchkey:password@db.example.com/latchkey?sslmode=verify-full",
    ACCESS_TOKEN_SECRET: ACCESS_SECRET,
    REFRESH_TOKEN_SECRET: REFRESH_SECRET,
    SMTP_URL: "smtps://mail.example.com:465",
    METRICS_TOKEN: "metrics-token-of-the-tests-0123456789",
  };

  test("start a server once the Secret is filled", () => {
    expect(Object.keys(given).sort()).toEqual(Object.keys(secret).sort());
    const loaded = loadConfig({ env: { ...config, ...given }, cwd: temporaryFolder() });
    expect(loaded).toMatchObject({ secureCookies: true, trustProxy: 1 });
  });

  test.each(Object.keys(given))("start none while %s is as empty as in the template", (name) => {
    const env = { ...config, ...given, [name]: "" };
    expect(() => loadConfig({ env, cwd: temporaryFolder() })).toThrow(name);
  });

  test("come to the server and to the migration in the same way", () => {
    const sources = [{ configMapRef: { name: "latchkey" } }, { secretRef: { name: "latchkey" } }];
    expect([migrate?.envFrom, server?.envFrom]).toEqual([sources, sources]);
  });
});

describe("the pods", () => {
  test("are nobody, can write nothing of the image, and hold no key to the cluster", () => {
    expect(`${pod.securityContext.runAsUser}:${pod.securityContext.runAsGroup}`).toBe(inLastStage("USER"));
    expect(pod.securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } });
    expect(pod.automountServiceAccountToken).toBe(false);
    for (const container of [...pod.initContainers, ...pod.containers]) {
      expect(container.securityContext).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ["ALL"] },
      });
      expect(container.resources.limits["memory"]).toBeDefined();
    }
    expect(server?.volumeMounts).toContainEqual({ name: "data", mountPath: inLastStage("VOLUME") });
  });

  test("read the database's authority where the guide's DATABASE_URL says, the migration too", () => {
    const [, file = ""] = /sslrootcert=(\S+)/.exec(readFileSync("docs/guides/deploy/kubernetes.md", "utf8")) ?? [];
    const mount = { name: "database-ca", mountPath: dirname(file), readOnly: true };
    for (const container of [migrate, server]) expect(container?.volumeMounts).toContainEqual(mount);
    const volume = { name: "database-ca", configMap: { name: "latchkey-database-ca", optional: true } };
    expect(pod.volumes).toContainEqual(volume);
  });

  test("run commands of the command line, from one image, migrations first", () => {
    const known = createProgram().commands.map((command) => command.name());
    expect([migrate?.args, server?.args]).toEqual([["migrate"], ["serve"]]);
    expect(known).toEqual(expect.arrayContaining(["migrate", "serve"]));
    expect(migrate?.image).toBe(server?.image);
  });

  test("are restarted when they do not answer, and left out while the database is away", () => {
    const paths = [server?.startupProbe, server?.livenessProbe, server?.readinessProbe].map(
      (probe) => probe?.httpGet.path,
    );
    expect(paths).toEqual(["/health/live", "/health/live", "/health/ready"]);
    expect(server?.ports).toEqual([{ name: "http", containerPort: Number(inLastStage("EXPOSE")) }]);
  });

  test("get no more requests once they are stopped, and have time to finish those that they have", () => {
    const { SHUTDOWN_DRAIN, SHUTDOWN_TIMEOUT } = config;
    const { shutdownDrain, shutdownTimeout } = loadConfig({
      env: { SHUTDOWN_DRAIN, SHUTDOWN_TIMEOUT },
      cwd: temporaryFolder(),
    });
    expect(shutdownDrain).toBeGreaterThanOrEqual(5_000);
    expect(shutdownTimeout - shutdownDrain).toBeGreaterThanOrEqual(10_000);
    expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(shutdownTimeout / 1000);
  });
});

describe("everything", () => {
  const files = readdirSync(FOLDER).filter((file) => file.endsWith(".yaml") && file !== "kustomization.yaml");

  test("is applied, but for the template of the Secret", () => {
    const { resources } = read<{ resources: string[] }>("kustomization.yaml");
    expect(resources.toSorted()).toEqual(files.filter((file) => file !== "secret.example.yaml").toSorted());
  });

  test("lies in one namespace and finds the pods by their label", () => {
    const objects = files.map((file) => read<Named>(file)).filter(({ kind }) => kind !== "Namespace");
    expect(new Set(objects.map(({ metadata }) => metadata.namespace))).toEqual(new Set(["latchkey"]));
    const selectors: unknown[] = [
      deployment.spec.selector.matchLabels,
      read<{ spec: { selector: Labels } }>("service.yaml").spec.selector,
      read<{ spec: { selector: { matchLabels: Labels } } }>("disruption-budget.yaml").spec.selector.matchLabels,
      read<{ spec: { podSelector: { matchLabels: Labels } } }>("network-policy.yaml").spec.podSelector.matchLabels,
    ];
    expect(selectors).toEqual(selectors.map(() => podMetadata.labels));
  });

  test("survives the loss of a node: more pods than the budget lets go at once", () => {
    const { spec } = read<{ spec: { maxUnavailable: number } }>("disruption-budget.yaml");
    expect(deployment.spec.replicas).toBeGreaterThan(spec.maxUnavailable);
  });
});
