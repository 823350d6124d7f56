/**
 * Repairs: changes of a scenario that make it safe, found by trying them.
 *
 * Invariants: nothing is offered that has not been searched in full and found safe, with no new hang; what a candidate
 * is made of comes from the scenario and the kernel model (patches, releases, functions that take what a task holds),
 * never from knowledge of either in here.
 */
import type { SuggestedFix } from "../../base/diagnostic";
import { placeKey, samePlace } from "../../base/span";
import { applyEdits } from "../../base/text-edit";
import type { Limits, SearchResult } from "../../checker/result";
import { compile } from "../../compiler/compile";
import { describeOutcome } from "../../explain/verdict/outcome";
import { countText } from "../../explain/verdict/quantities";
import type { Configuration } from "../../semantics/configuration";
import type { FileAnalysis, Program, Scenario } from "../../semantics/program";
import { releaseGroups } from "../../semantics/releases";
import type { FunctionSymbol } from "../../semantics/symbols";
import type { Block, KernelSet } from "../../syntax/tree";
import { children, type SyntaxNode } from "../../syntax/walk";
import { canonicalKey } from "../../system/canonical-key";
import type { NamedSystem } from "../../system/system-text";
import type { TransitionSystem } from "../../system/transition-system";
import type { ScenarioSnapshot, Snapshot } from "../workspace/snapshot";

/** A change that was tried, and what came of it. */
export interface Repair extends SuggestedFix {
	/** True when every interleaving is safe with it. */
	readonly safe: boolean;
	/** What happens instead, one sentence; empty for what is safe. */
	readonly rejected: string;
}

/** What trying needs: the analysis of another text of the document, and a search. */
export interface Workbench {
	analyse(text: string): { readonly program: Program; readonly file: FileAnalysis };
	search(system: TransitionSystem, limits: Limits): Promise<SearchResult>;
	/** True when nobody waits for the answer any more. */
	cancelled(): boolean;
}

/** How much is tried, and how long each search may take. */
const MOST_CANDIDATES = 160;
const MOST_REJECTED = 4;
const LIMITS: Limits = { states: 200_000, milliseconds: 400 };

interface Candidate extends SuggestedFix {
	/** Of candidates of a group the first that is safe is enough. */
	readonly group?: string;
}

/** Which configuration is to become safe: the scenario's own (-1), or that of an expectation. */
function target({ judgments, checks }: ScenarioSnapshot): { readonly expectation: number; readonly system: TransitionSystem } | undefined {
	const failing = judgments.findIndex(({ expectation, met, finding }) => expectation.outcome === "safe" && met === false && finding);
	const system = failing < 0 ? checks[0]?.system : judgments[failing].outcome?.system;
	if (failing >= 0 && system) return { expectation: failing, system };
	const own = checks[0]?.outcome;
	return own && !checks[0].stale && own.findings.length > 0 ? { expectation: -1, system: own.system } : undefined;
}

/** True when there is something to repair in a scenario. */
export function needsRepair(scenario: ScenarioSnapshot): boolean {
	return target(scenario) !== undefined;
}

/**
 * Tries changes of a scenario that fails. Gives those that make it safe, and some that trade one failure for another.
 */
export async function findRepairs(snapshot: Snapshot, scenario: ScenarioSnapshot, bench: Workbench): Promise<readonly Repair[]> {
	const failing = target(scenario);
	if (failing === undefined) return [];
	const index = snapshot.file.scenarios.indexOf(scenario.scenario);
	const failingKey = canonicalKey(failing.system);
	/** Candidates that come to the same count once. */
	const tried = new Set<string>();
	const found: Repair[] = [];
	const done = new Set<string>();
	for (const candidate of candidates(snapshot, scenario, failing.expectation)) {
		if (bench.cancelled() || tried.size >= MOST_CANDIDATES) break;
		if (candidate.group !== undefined && done.has(candidate.group)) continue;
		const changed = compiled(snapshot.file.text, candidate, index, failing.expectation, bench);
		if (changed === undefined) continue;
		const key = canonicalKey(changed.system);
		if (key === failingKey) continue;
		tried.add(key);
		const result = await bench.search(changed.system, LIMITS);
		if (!result.complete) continue;
		const outcome = describeOutcome(changed, result, changed.configuration);
		if (outcome.verdict === "safe") {
			if (candidate.group !== undefined) done.add(candidate.group);
			found.push({
				...candidate,
				title: `${candidate.title}: 0 violations in ${countText(result.states)} states`,
				safe: true,
				rejected: "",
			});
		} else if (!sameFailure(failing.system, scenario, outcome.findings[0].subject)) {
			found.push({ ...candidate, safe: false, rejected: `${outcome.findings[0].kind}: ${outcome.findings[0].message}` });
		}
	}
	return [...found.filter(({ safe }) => safe), ...found.filter(({ safe }) => !safe).slice(0, MOST_REJECTED)];
}

function sameFailure(system: TransitionSystem, { checks }: ScenarioSnapshot, subject: string): boolean {
	const before = checks.find((check) => check.system === system)?.outcome?.findings ?? [];
	return before.some((finding) => finding.subject === subject);
}

function compiled(
	text: string,
	{ edits }: SuggestedFix,
	index: number,
	expectation: number,
	bench: Workbench,
): (NamedSystem & { readonly configuration: Configuration }) | undefined {
	const { program, file } = bench.analyse(applyEdits(text, edits));
	const scenario = file.scenarios[index];
	if (scenario === undefined || scenario.erroneous) return undefined;
	const configuration = expectation < 0 ? scenario.configuration : scenario.expectations[expectation]?.configuration;
	if (configuration === undefined) return undefined;
	const compilation = compile(program, scenario, configuration);
	return compilation.system && { ...compilation, configuration };
}

/** What might help, the most telling first: patches, releases, then the scenario's own text. */
function* candidates(snapshot: Snapshot, { scenario }: ScenarioSnapshot, expectation: number): Generator<Candidate> {
	const set = kernelSet(scenario, expectation);
	const configuration = expectation < 0 ? scenario.configuration : scenario.expectations[expectation].configuration;
	if (set) yield* patchCandidates(snapshot, set, configuration);
	const { file } = snapshot;
	for (const { node } of scenario.tasks) {
		yield* missingCalls(snapshot, node.body);
		yield* swaps(file, node.body);
	}
	for (const { node, name } of scenario.tasks) yield* atomicRuns(file, node.body, name);
}

/** Where the kernel is written that a configuration is for. */
function kernelSet({ node, expectations }: Scenario, expectation: number): KernelSet | undefined {
	const { members } = node;
	const written =
		expectation < 0 ? undefined : members.find((member) => member.kind === "expect" && samePlace(member, expectations[expectation].span));
	if (written?.kind === "expect" && written.kernel) return written.kernel;
	const choice = members.find((member) => member.kind === "kernelChoice");
	return choice?.kind === "kernelChoice" ? choice.set : undefined;
}

function* patchCandidates({ program, file }: Snapshot, set: KernelSet, { patches }: Configuration): Generator<Candidate> {
	const span = file.spanOf(set);
	let { end } = file.spanOf(set.base);
	for (const { sign, patch } of set.changes) {
		const title = sign === "+" ? `Leave '${patch.text}' out` : `Apply '${patch.text}'`;
		const next = file.spanOf(patch).end;
		yield { title, edits: [{ span: { start: end, end: next }, newText: "" }] };
		end = next;
	}
	for (const { name, entries } of program.patches) {
		if (entries.kind === "mutant" || entries.behavior === "none" || set.changes.some(({ patch }) => patch.text === name)) continue;
		const has = patches.includes(name);
		const title = entries.title ? `${name} ("${entries.title}")` : name;
		yield {
			title: has ? `Leave ${title} out` : `Apply ${title}`,
			edits: [{ span: { start: span.end, end: span.end }, newText: ` ${has ? "-" : "+"} ${name}` }],
		};
	}
	const groups = releaseGroups(program.kernels, program.patches);
	const base = groups.findIndex(({ releases }) => releases.includes(set.base.text));
	for (const {
		releases: [name],
	} of groups.slice(base + 1))
		yield { title: `Use kernel ${name}`, edits: [{ span, newText: name }], group: "kernel" };
}

/**
 * Calls, at the end of where a variable is visible, of functions that take it and give nothing: what a task has taken
 * and not given back.
 */
function* missingCalls({ program, file }: Snapshot, body: Block): Generator<Candidate> {
	const functions = program.globals
		.visible()
		.filter((symbol): symbol is FunctionSymbol => symbol.kind === "function" && symbol.returns.kind === "void");
	for (const block of blocksIn(body)) {
		for (const statement of block.statements) {
			if (statement.kind !== "local" || statement.variable.size) continue;
			const { name } = statement.variable;
			const variable = file.names.get(name);
			if (variable?.kind !== "variable" || variable.type.kind !== "struct") continue;
			const { symbol: struct } = variable.type;
			for (const called of functions) {
				const [first, ...others] = called.parameters;
				if (first?.type.kind !== "struct" || first.type.symbol !== struct || others.some(({ value }) => value === undefined)) continue;
				const { start, end } = file.spanOf(block.statements[block.statements.length - 1]);
				const call = `if (${name.text}) ${called.name}(${name.text});`;
				yield {
					title: `Add '${called.name}(${name.text})' at the end`,
					edits: [{ span: { start: end, end }, newText: `${lineBreak(file.text, start)}${call}` }],
					group: `missing ${placeKey(name)}`,
				};
			}
		}
	}
}

/** Two neighbouring statements in the other order. */
function* swaps({ spanOf, written }: FileAnalysis, body: Block): Generator<Candidate> {
	for (const { statements } of blocksIn(body)) {
		for (const [index, second] of statements.entries()) {
			const first = statements[index - 1];
			if (first === undefined || first.kind === "local" || second.kind === "local") continue;
			yield {
				title: `Move '${excerpt(written(second))}' before '${excerpt(written(first))}'`,
				edits: [
					{ span: spanOf(first), newText: written(second) },
					{ span: spanOf(second), newText: written(first) },
				],
			};
		}
	}
}

/** Neighbouring statements as one step, as a lock around them would make them for all who take it. */
function* atomicRuns({ text, spanOf, written }: FileAnalysis, body: Block, task: string): Generator<Candidate> {
	for (const { statements } of blocksIn(body)) {
		const plain = statements.filter(({ kind }) => kind !== "local");
		if (plain.length < 2 || plain.length !== statements.length) continue;
		const [first, last] = [statements[0], statements[statements.length - 1]];
		const { start } = spanOf(first);
		const { end } = spanOf(last);
		const indent = lineBreak(text, start);
		yield {
			title: `Make '${excerpt(written(first))}' to '${excerpt(written(last))}' one step of '${task}', as under a lock`,
			edits: [
				{ span: { start, end: start }, newText: `atomic {${indent}` },
				{ span: { start: end, end }, newText: `${indent}}` },
			],
		};
	}
}

function blocksIn(block: Block): readonly Block[] {
	const found: Block[] = [block];
	const visit = (node: SyntaxNode): void => {
		if ("kind" in node && node.kind === "block") found.push(node);
		for (const child of children(node)) visit(child);
	};
	for (const statement of block.statements) visit(statement);
	return found;
}

/** A line break with the indentation of the line that an offset is in. */
function lineBreak(text: string, offset: number): string {
	const line = text.slice(text.lastIndexOf("\n", offset - 1) + 1, offset);
	const [indent] = /^[ \t]*/.exec(line) ?? [""];
	return `\n${indent}`;
}

function excerpt(written: string): string {
	const squeezed = written.replace(/\s+/g, " ").replace(/;$/, "");
	return squeezed.length <= 40 ? squeezed : `${squeezed.slice(0, 39)}…`;
}
