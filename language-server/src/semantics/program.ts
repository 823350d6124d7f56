import type { Diagnostic } from "../base/diagnostic";
import type { SyntaxTree } from "../syntax/tree";
import type { Configuration, Expectation } from "./configuration";
import type { Scope } from "./scope";
import type {
	FieldSymbol,
	FileAnalysisKey,
	FunctionSymbol,
	KernelSymbol,
	OptionSymbol,
	PatchSymbol,
	PropertySymbol,
	ScenarioSymbol,
	StructSymbol,
	TaskSymbol,
	VariableSymbol,
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
	readonly tree: SyntaxTree;
	/** Of the syntax and of the meaning, in order of position; those of `SourceFile.useProblems` are not among them. */
	readonly diagnostics: readonly Diagnostic[];
	readonly functions: readonly FunctionSymbol[];
	readonly properties: readonly PropertySymbol[];
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
	readonly configuration: Configuration;
	readonly expectations: readonly Expectation[];
	readonly variables: readonly VariableSymbol[];
	readonly tasks: readonly TaskSymbol[];
	readonly properties: readonly PropertySymbol[];
	/** Properties from outside that are neither looked for nor reported here. */
	readonly turnedOff: ReadonlySet<PropertySymbol>;
	/** True when an error stands in it, or in something that it depends on: there is no verdict then. */
	readonly erroneous: boolean;
	readonly scope: Scope;
}

/** Everything that is known about a set of files: the model's and the user's. */
export interface Program {
	/** The analysis that this one builds on: of the kernel model. */
	readonly base?: Program;
	readonly files: readonly FileAnalysis[];
	/** The scope in which all files' items are. */
	readonly globals: Scope;
	/** Fields that `extend` adds to structs of an earlier analysis (the model's). */
	readonly extensions: ReadonlyMap<StructSymbol, readonly FieldSymbol[]>;
	/** The built-in struct of tasks and devices. */
	readonly task: StructSymbol;
	readonly options: readonly OptionSymbol[];
	readonly patches: readonly PatchSymbol[];
	readonly kernels: readonly KernelSymbol[];
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
