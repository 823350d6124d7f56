/**
 * Changes of a scenario that might make it safe, to be tried.
 *
 * Invariant: what they are made of comes from the scenario and the kernel model (patches, releases, functions that take
 * what a task holds), never from knowledge of either in here.
 */

import type { SuggestedFix } from "../../base/diagnostic";
import { t } from "../../base/l10n";
import { placeKey, samePlace } from "../../base/span";
import type { Configuration } from "../../semantics/configuration";
import type { FileAnalysis, Program, Scenario } from "../../semantics/program";
import { releaseGroups } from "../../semantics/releases";
import type { FunctionSymbol } from "../../semantics/symbols";
import type { Block, KernelSet } from "../../syntax/tree";
import { children, type SyntaxNode } from "../../syntax/walk";
import type { Snapshot } from "../workspace/snapshot";

/** A change that might help. */
export interface Candidate extends SuggestedFix {
	/** With what the scenario might be safe, in a few words: `kernel v4.18`. */
	readonly name: string;
	/** Of candidates of a group the first that is safe is enough. */
	readonly group?: string;
	/** True when only the kernel is another one: the scenario is what it was. */
	readonly kernelOnly?: boolean;
	/** The patches that another kernel has beyond the failing one, and the change that takes only some of them. */
	readonly brings?: { readonly patches: readonly string[]; taking(patches: Iterable<string>): SuggestedFix["edits"] };
}

/**
 * What might help, the most telling first: patches, releases, then the scenario's own text. `expectation` is the index
 * of the one whose configuration is to become safe, -1 for the scenario's own.
 */
export function* candidates(snapshot: Snapshot, scenario: Scenario, expectation: number): Generator<Candidate> {
	const set = kernelSet(scenario, expectation);
	const { file } = snapshot;
	if (set)
		for (const candidate of kernelCandidates(snapshot, set, configurationOf(scenario, expectation)))
			yield { ...candidate, kernelOnly: true };
	for (const { node } of scenario.tasks) {
		yield* missingCalls(snapshot, node.body);
		yield* swaps(file, node.body);
	}
	for (const { node, name } of scenario.tasks) yield* atomicRuns(file, node.body, name);
}

export function configurationOf({ configuration, expectations }: Scenario, expectation: number): Configuration {
	return expectation < 0 ? configuration : expectations[expectation].configuration;
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

function* kernelCandidates({ program, file }: Snapshot, set: KernelSet, { patches }: Configuration): Generator<Candidate> {
	const span = file.spanOf(set);
	let { end } = file.spanOf(set.base);
	for (const { sign, patch } of set.changes) {
		const next = file.spanOf(patch).end;
		const edits = [{ span: { start: end, end: next }, newText: "" }];
		yield { ...patched(program, patch.text, sign === "-"), edits, ...bringing(patch.text, edits, sign === "-") };
		end = next;
	}
	for (const { name, entries } of program.patches) {
		if (entries.kind === "mutant" || entries.behavior === "none" || set.changes.some(({ patch }) => patch.text === name)) continue;
		const has = patches.includes(name);
		const newText = ` ${has ? "-" : "+"} ${name}`;
		const edits = [{ span: { start: span.end, end: span.end }, newText }];
		yield { ...patched(program, name, !has), edits, ...bringing(name, edits, !has) };
	}
	const groups = releaseGroups(program.kernels, program.patches);
	const base = groups.findIndex(({ releases }) => releases.includes(set.base.text));
	const silent = new Set(program.patches.filter(({ entries }) => entries.behavior === "none").map(({ name }) => name));
	for (const {
		releases: [name],
	} of groups.slice(base + 1)) {
		const has = program.kernels.find((kernel) => kernel.name === name)?.patches ?? [];
		const brings: Candidate["brings"] = {
			patches: [...has].filter((patch) => !patches.includes(patch) && !silent.has(patch)),
			taking: (some) => [{ span: { start: span.end, end: span.end }, newText: [...some].map((patch) => ` + ${patch}`).join("") }],
		};
		yield { name: t`kernel ${name}`, title: t`Use kernel ${name}`, edits: [{ span, newText: name }], group: "kernel", brings };
	}
}

function bringing(patch: string, edits: SuggestedFix["edits"], isApplied: boolean): Pick<Candidate, "brings"> {
	return isApplied ? { brings: { patches: [patch], taking: () => edits } } : {};
}

/** `Apply 'gup_huge_recheck' ("mm: fix …")`, whichever way the text has to be changed for that. */
function patched({ patches }: Program, name: string, applied: boolean): Pick<Candidate, "name" | "title"> {
	const title = patches.find((patch) => patch.name === name)?.entries.title;
	const quoted = title === undefined ? `'${name}'` : `'${name}' ("${title}")`;
	return applied ? { name, title: t`Apply ${quoted}` } : { name: t`no ${name}`, title: t`Leave ${quoted} out` };
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
					name: `${called.name}(${name.text})`,
					title: t`Add '${`${called.name}(${name.text})`}' at the end`,
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
			const [earlier, later] = [excerpt(written(second)), excerpt(written(first))];
			yield {
				name: t`${earlier} before ${later}`,
				title: t`Move '${earlier}' before '${later}'`,
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
			name: t`a lock in ${task}`,
			title: t`Make '${excerpt(written(first))}' to '${excerpt(written(last))}' one step of '${task}', as under a lock`,
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
