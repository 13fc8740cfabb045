import { openWorkspace, type Workspace } from "../engine/workspace.ts";
import type { Inspected } from "../engine/inspect.ts";
import type { Diagnostic } from "../report/report.ts";
import type { SourceFile } from "../yaml/source.ts";
import type { OpenProject, Project, ProjectFault } from "./project.ts";
import { movedTo } from "./moved.ts";
import { runInSlices, type Slices } from "./slices.ts";

/** What a session tells of its state. */
export interface Listener {
  /** All findings of a moment; those in files that are not named are none. */
  found(inspected: Inspected): void;
  /** What is known of one file at once, before the mesh is looked at again. */
  glanced(path: string, diagnostics: readonly Diagnostic[]): void;
  /** The project cannot be checked. */
  broken(faults: readonly ProjectFault[]): void;
  complain(message: string): void;
  /** Nothing of the project is shown any more. */
  disposed(): void;
}

/** A project that is open in an editor: files of the disk, and buffers in the place of some of them. */
export interface Session {
  readonly folder: string;
  /** The text of a buffer from now on. */
  edit(path: string, text: string): void;
  /** The file of the disk counts again. */
  close(path: string): void;
  /** Files of the disk have changed, come or gone. */
  touched(paths: readonly string[]): Promise<void>;
  /** What is found in the texts of this moment; `undefined` where the project is broken. */
  settled(): Promise<Inspected | undefined>;
  /** What was found last, of texts that may have changed since. */
  latest(): Inspected | undefined;
  source(path: string): SourceFile | undefined;
  /** Without the safe fixes that do not hold what they promise. */
  checked(diagnostics: readonly Diagnostic[]): readonly Diagnostic[];
  workspace(): Workspace | undefined;
  project(): Project | undefined;
  dispose(): void;
}

export interface SessionInputs {
  readonly folder: string;
  /** Files that were opened by themselves; all of the folder where there is none. */
  readonly operands: readonly string[];
  readonly open: OpenProject;
  readonly listener: Listener;
  /** Milliseconds without an edit after which a run begins. */
  readonly pause: number;
}

interface State {
  project: Project | undefined;
  workspace: Workspace | undefined;
  steering: string | undefined;
  /** The texts of the disk, by path. */
  readonly disk: Map<string, SourceFile>;
  readonly buffers: Map<string, SourceFile>;
  latest: Inspected | undefined;
  isCurrent: boolean;
  /** Why nothing can be checked; empty where it can. */
  faults: readonly ProjectFault[];
}

function newState(): State {
  return {
    project: undefined,
    workspace: undefined,
    steering: undefined,
    disk: new Map(),
    buffers: new Map(),
    latest: undefined,
    isCurrent: false,
    faults: [],
  };
}

export function openSession(inputs: SessionInputs): Session {
  const { folder, listener } = inputs;
  const state = newState();
  const run = runOf(state, inputs);
  const changed = (): void => {
    state.isCurrent = false;
    run.restart();
  };
  let opening = reopen(state, inputs).then(changed);
  return {
    folder,
    edit(path, text) {
      if (edit(path, text, state)) {
        glanceAt(path, state, listener);
        changed();
      }
      if (state.faults.length > 0) listener.broken(state.faults);
    },
    close(path) {
      if (!state.buffers.delete(path) || !state.project) return;
      restore(path, state);
      changed();
    },
    touched(paths) {
      opening = opening
        .then(() => readAgain(paths, state, inputs))
        .then((any) => (any ? changed() : undefined));
      return opening;
    },
    async settled() {
      await opening;
      while (!state.isCurrent && state.workspace !== undefined) await run.finish();
      return state.isCurrent ? state.latest : undefined;
    },
    latest: () => state.latest,
    source: (path) => state.buffers.get(path) ?? state.disk.get(path),
    checked: (diagnostics) => state.workspace?.checked(diagnostics) ?? diagnostics,
    workspace: () => state.workspace,
    project: () => state.project,
    dispose() {
      run.stop();
      listener.disposed();
    },
  };
}

function runOf(state: State, { pause, listener }: SessionInputs): Slices {
  return runInSlices<Inspected>({
    pause,
    start: () => state.workspace?.inspect(),
    done(inspected) {
      state.latest = inspected;
      state.isCurrent = true;
      state.project?.onInspected();
      listener.found(inspected);
    },
    failed: (error) => listener.complain(`the check stopped: ${String(error)}`),
  });
}

/** Tells what the text says by itself, and what was found in it by others before. */
function glanceAt(path: string, { workspace, latest, buffers }: State, listener: Listener): void {
  const after = buffers.get(path);
  if (workspace === undefined || latest === undefined || after === undefined) return;
  const own = workspace.glance(path, latest);
  if (own === undefined) return;
  const mesh = latest.report.diagnostics.filter(
    ({ ruleId, primary }) => primary.span.source.path === path && !workspace.isOwn(ruleId),
  );
  const [before] = mesh.map(({ primary }) => primary.span.source);
  const others = before ? movedTo(after, before, mesh) : [];
  listener.glanced(path, [...own, ...others]);
}

/** Puts a text in a buffer; whether anything changes by that. */
function edit(path: string, text: string, state: State): boolean {
  if (state.buffers.get(path)?.text === text) return false;
  const source = sameText(state.disk.get(path), path, text);
  state.buffers.set(path, source);
  return state.project !== undefined && place(source, state);
}

/** The text that is known already, where it is the same: what is known of it is kept. */
function sameText(known: SourceFile | undefined, path: string, text: string): SourceFile {
  return known?.text === text ? known : { path, text };
}

/** Reads the project again; texts that stay the same keep what is known of them. */
async function reopen(
  state: State,
  { open, folder, operands, listener }: SessionInputs,
): Promise<void> {
  const opened = await open(folder, operands);
  if ("faults" in opened) {
    Object.assign(state, { project: undefined, workspace: undefined, steering: undefined });
    state.faults = opened.faults;
    listener.broken(opened.faults);
    return;
  }
  state.faults = [];
  for (const complaint of opened.complaints) listener.complain(complaint);
  const isSame = state.workspace !== undefined && state.steering === opened.steering;
  const workspace = isSame
    ? state.workspace
    : openWorkspace(opened.rules, opened.settings, opened.parts, opened.accepted);
  const before = new Map(state.disk);
  state.disk.clear();
  state.project = opened;
  state.workspace = workspace;
  state.steering = opened.steering;
  for (const { source, part } of opened.texts) {
    const kept = sameText(before.get(source.path), source.path, source.text);
    state.disk.set(source.path, kept);
    workspace?.set(state.buffers.get(source.path) ?? kept, part);
  }
  for (const proto of opened.protos) workspace?.set(proto);
  for (const path of before.keys()) if (!state.disk.has(path)) workspace?.remove(path);
  for (const source of state.buffers.values()) place(source, state);
}

/** Reads what has changed: single files where they are known, and all where others came, went or steer the run. */
async function readAgain(
  paths: readonly string[],
  state: State,
  inputs: SessionInputs,
): Promise<boolean> {
  const { disk, project } = state;
  const others = paths.filter((path) => !disk.has(path) && !isElsewhere(path));
  if (others.length > 0 || project === undefined) {
    if (others.length > 0) await reopen(state, inputs);
    return others.length > 0;
  }
  const known = paths.filter((path) => disk.has(path));
  const gone = known.filter((path) => project.read(path) === undefined);
  if (gone.length > 0) await reopen(state, inputs);
  else for (const path of known) if (!state.buffers.has(path)) restore(path, state);
  return known.length > 0;
}

/** What is installed, or hidden, is none of the project's. */
function isElsewhere(path: string): boolean {
  return /(?:^|\/)(?:node_modules|\.(?!istio-grpc-lint|gitignore)[^/]*)\//.test(path);
}

/** Puts a buffer in the place of its file; whether it is one of the project's. */
function place(source: SourceFile, { disk, project, workspace }: State): boolean {
  const { path } = source;
  const known = project?.texts.find((text) => text.source.path === path);
  if (!disk.has(path) && project?.covers(path) !== true) return false;
  workspace?.set(source, known?.part ?? "named");
  return true;
}

function restore(path: string, { disk, project, workspace }: State): void {
  const source = project?.read(path);
  if (source === undefined) {
    disk.delete(path);
    workspace?.remove(path);
    return;
  }
  const kept = sameText(disk.get(path), path, source.text);
  disk.set(path, kept);
  workspace?.set(kept, project?.texts.find((text) => text.source.path === path)?.part ?? "named");
}
