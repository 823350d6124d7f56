import type { Diagnostic } from "../base/diagnostic";
import type { Anchor, AnchoredSpan, FileSpan, Locate, Span } from "../base/span";
import type { Item, ScenarioItem, SyntaxTree } from "../syntax/tree";
import type { Configuration, Expectation } from "./configuration";
import type { Context, Shared } from "./context";
import type { Declarations } from "./declare-items";
import type { Scope } from "./scope";
import {
	type Effects,
	type FieldSymbol,
	type FileAnalysisKey,
	type FunctionBody,
	type FunctionSymbol,
	type GuardSymbol,
	type HandlerSymbol,
	type KernelSymbol,
	LANGUAGE,
	type OptionSymbol,
	type PatchSymbol,
	type PropertySymbol,
	type ScenarioSymbol,
	type StructSymbol,
	type TaskSymbol,
	type VariableSymbol,
} from "./symbols";

/** A file as it comes from the parser. */
export interface SourceFile {
	readonly uri: string;
	readonly tree: SyntaxTree;
	/** What is wrong with the files that its `use` items name. */
	readonly useProblems?: readonly Diagnostic[];
}

/** A file with everything that analysis found out about it. */
export interface FileAnalysis extends FileAnalysisKey {
	readonly text: string;
	readonly tree: SyntaxTree;
	/** Where something in the file stands. */
	readonly spanOf: (place: AnchoredSpan) => Span;
	/**
	 * What was found in a span of the file, quicker to go through than all: not in it are bodies that do not reach into
	 * the span.
	 */
	readonly around: (span: Span) => Pick<FileAnalysisKey, "names" | "types">;
	/** Of the syntax and of the meaning, in order of position; those of `SourceFile.useProblems` are not among them. */
	readonly diagnostics: readonly Diagnostic[];
	/** Those of its scenarios last. */
	readonly functions: readonly FunctionSymbol[];
	readonly functionBodies: readonly FunctionBody[];
	readonly properties: readonly PropertySymbol[];
	readonly handlers: readonly HandlerSymbol[];
	readonly guards: readonly GuardSymbol[];
	/** The tasks that it declares for objects. */
	readonly lanes: readonly TaskSymbol[];
	readonly variables: readonly VariableSymbol[];
	readonly structs: readonly StructSymbol[];
	readonly kernels: readonly KernelSymbol[];
	readonly patches: readonly PatchSymbol[];
	readonly options: readonly OptionSymbol[];
	readonly scenarios: readonly Scenario[];
}

/** A scenario, checked. */
export interface Scenario {
	readonly symbol: ScenarioSymbol;
	readonly node: ScenarioItem;
	readonly file: FileAnalysisKey;
	readonly configuration: Configuration;
	readonly expectations: readonly Expectation[];
	readonly variables: readonly VariableSymbol[];
	readonly tasks: readonly TaskSymbol[];
	readonly functions: readonly FunctionSymbol[];
	readonly properties: readonly PropertySymbol[];
	/** Properties from outside that are neither looked for nor reported here. */
	readonly turnedOff: ReadonlySet<PropertySymbol>;
	/** How often objects of a struct can be made at each place in a loop, where it says so. */
	readonly pools: ReadonlyMap<StructSymbol, number>;
	/** True when an error stands in it, or in something that it depends on: there is no verdict then. */
	readonly erroneous: boolean;
	readonly scope: Scope;
}

/** Everything that is known about a set of files: the model's and the user's. */
export interface Program {
	/** The analysis that this one builds on: of the kernel model. */
	readonly base?: Program;
	readonly files: readonly FileAnalysis[];
	readonly anchorAt: AnchorAt;
	/** Where something stands that is declared or written in one of the files. */
	readonly locate: Locate;
	/** The scope in which all files' items are. */
	readonly globals: Scope;
	/** Fields that `extend` adds to structs of an earlier analysis (the model's). */
	readonly extensions: ReadonlyMap<StructSymbol, readonly FieldSymbol[]>;
	/** The built-in struct of tasks and devices. */
	readonly task: StructSymbol;
	readonly options: readonly OptionSymbol[];
	readonly patches: readonly PatchSymbol[];
	readonly kernels: readonly KernelSymbol[];
	/** The body of a function of one of the files or of the model. */
	readonly bodyOf: (fn: FunctionSymbol) => FunctionBody;
	/** What calling a function may do, callees included. */
	readonly effectsOf: (fn: FunctionSymbol) => Readonly<Effects> | undefined;
	/** True when something assigns to a variable after its declaration, or takes its address. */
	readonly isAssigned: (variable: VariableSymbol) => boolean;
	/** What a later analysis takes over, as far as it is the same. */
	readonly surroundings: Surroundings;
	readonly bodies: ReadonlyMap<Item, CheckedBody>;
}

/** What stands outside of the bodies of functions and scenarios, in all files of a program. */
export interface Surroundings {
	/** What it was made of: other surroundings of the same things mean the same. */
	readonly outside: readonly unknown[];
	readonly shared: Shared;
	/** For each file what was found there, and what it declares. */
	readonly files: readonly { readonly context: Context; readonly declared: Declarations }[];
	readonly options: readonly OptionSymbol[];
	readonly patches: readonly PatchSymbol[];
	readonly kernels: readonly KernelSymbol[];
	/** The kernel of scenarios that name none. */
	readonly newest: KernelSymbol | undefined;
}

/** What was found in the body of a function or scenario. */
export interface CheckedBody {
	readonly context: Context;
	readonly scenario: Scenario | undefined;
}

/** Where an anchor stands, by the URI of its file; undefined for one of no file. */
export type AnchorAt = (anchor: Anchor) => { readonly file: string; readonly start: number } | undefined;

/** A file, with where its anchors stand. */
export interface FileAnchors {
	readonly uri: string;
	readonly tree: Pick<SyntaxTree, "anchors">;
}

/** The anchors of some files on top of those of an earlier analysis. */
export function anchorsOf(sources: readonly FileAnchors[], base: Pick<Program, "anchorAt"> | undefined): AnchorAt {
	return (anchor) => {
		for (const { uri, tree } of sources) {
			const start = tree.anchors.get(anchor);
			if (start !== undefined) return { file: uri, start };
		}
		return base?.anchorAt(anchor);
	};
}

/** Finds places by their anchors, else as `otherwise` says. What is part of the language stands in no file, at 0. */
export function locating(anchorAt: AnchorAt, otherwise: (place: AnchoredSpan) => FileSpan | undefined = () => undefined): Locate {
	return (place) => {
		const { anchor, from, to } = place;
		if (anchor === LANGUAGE.anchor) return { file: "", start: 0, end: 0 };
		const at = anchorAt(anchor);
		const found = at ? { file: at.file, start: at.start + from, end: at.start + to } : otherwise(place);
		if (found === undefined) throw new Error("this place is in no file");
		return found;
	};
}

/** All fields of a struct in this program, those added by `extend` last. */
export function fieldsOf(program: Pick<Program, "extensions">, struct: StructSymbol): readonly FieldSymbol[] {
	const added = program.extensions.get(struct);
	return added ? [...struct.fields, ...added] : struct.fields;
}

/** All files of a program, those of the model first. */
export function allFiles(program: Program): readonly FileAnalysis[] {
	return [...(program.base ? allFiles(program.base) : []), ...program.files];
}
