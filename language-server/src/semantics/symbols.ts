/**
 * What names stand for, and the types of what they stand for, each of which may be said of the other. A symbol is made
 * once for each declaration; two uses of a name mean the same thing exactly when they have the same symbol object.
 * Symbols are complete after analysis and nothing writes to them later.
 */
import { Anchor, type AnchoredSpan, spanOf } from "../base/span";
import type {
	CallExpression,
	EnumMember,
	Expression,
	FunctionItem,
	GuardItem,
	HandlerItem,
	HeadedStatement,
	KernelItem,
	MacroItem,
	Name,
	OptionItem,
	Parameter,
	PatchItem,
	PropertyItem,
	ReferenceCall,
	Statement,
	TaskItem,
	VariableItem,
} from "../syntax/tree";
import type { When } from "./conditions";

/** Where what is part of the language is declared: in no file. */
export const LANGUAGE: AnchoredSpan = { anchor: new Anchor(), from: 0, to: 0 };

/** What a use of a macro stands for: an expression, or statements. */
export type Expansion = { readonly value: Expression } | { readonly statements: readonly Statement[] };

interface Declared {
	readonly name: string;
	/** The name where it is declared. */
	readonly span: AnchoredSpan;
	/** Not of functions and scenarios: what stands above these `documentationOf` reads when it is asked. */
	readonly documentation?: string;
}

export interface StructSymbol extends Declared {
	readonly kind: "struct";
	/**
	 * In the order of declaration; fields added by `extend` come last. A user's `extend` of a model's struct is in
	 * `Program.extensions`.
	 */
	readonly fields: FieldSymbol[];
	/** Whether nobody declares it: something of it may be there, and can't be used. */
	readonly isOpaque?: true;
}

export interface FieldSymbol extends Declared {
	readonly kind: "field";
	readonly struct: StructSymbol;
	readonly type: Type;
	readonly value?: Expression;
	/** Where `value` is to be evaluated. */
	readonly file: FileAnalysisKey;
	/** Whether what it refers to is held by it. */
	readonly counted: boolean;
	/** Whether no access to it is a data race. */
	readonly racy?: true;
	readonly written?: AsInC;
}

/**
 * How something of struct type is declared where it is declared as in C: `struct T x`, an object of its own, which as a
 * parameter is a copy for C, or `struct T *x`, a pointer.
 */
export type AsInC = "object" | "pointer" | "copy";

export interface EnumSymbol extends Declared {
	readonly kind: "enum";
	readonly members: EnumMemberSymbol[];
}

export interface EnumMemberSymbol extends Declared {
	readonly kind: "enumMember";
	readonly enum: EnumSymbol;
	/** Of one with a value that is written it is known when constants are. */
	readonly value: number;
	readonly node: EnumMember;
}

export interface ConstSymbol extends Declared {
	readonly kind: "const";
	readonly value: number;
	readonly type: Type;
}

export interface FunctionSymbol extends Declared {
	readonly kind: "function";
	readonly documentation?: undefined;
	readonly returns: Type;
	readonly parameters: readonly VariableSymbol[];
	/** Where lines of the preprocessor choose among several of this name: all of them, this one first. */
	readonly alternatives?: readonly Alternative[];
}

/** One of several functions of a name, and what must hold for it to be meant. */
export interface Alternative {
	readonly symbol: FunctionSymbol;
	readonly when: readonly When[];
}

/**
 * What a function does. Who calls it sees nothing of that: the symbol stays the same when the body is edited, and which
 * body it has is known to the program (`Program.bodyOf`).
 */
export interface FunctionBody {
	readonly symbol: FunctionSymbol;
	readonly node: FunctionItem;
	readonly file: FileAnalysisKey;
	/** What it does itself, without its callees. */
	readonly effects: Readonly<Effects>;
	readonly callees: ReadonlySet<FunctionSymbol>;
}

/** What running a piece of code may do. */
export interface Effects {
	/** Writes a field or a variable of a file or scenario, or through a pointer. */
	writes: boolean;
	/** Waits, chooses or asserts. */
	acts: boolean;
	/** Creates objects. */
	creates: boolean;
}

/** A variable of a file, scenario or function; a parameter; the name bound by `for` or a quantifier. */
export interface VariableSymbol extends Declared {
	readonly kind: "variable";
	readonly role: "global" | "scenario" | "local" | "parameter" | "bound";
	readonly type: Type;
	readonly node: VariableItem | Parameter | Name;
	/** The initialiser, or the default of a parameter. */
	readonly value?: Expression;
	readonly file: FileAnalysisKey;
	/** Whether what it refers to is held by it; of variables of a file or scenario. */
	readonly counted: boolean;
	/** Whether no access to it is a data race. */
	readonly racy?: true;
	readonly written?: AsInC;
}

export interface TaskSymbol extends Declared {
	readonly kind: "task";
	readonly flavor: "task" | "device" | "daemon";
	/** What kind of handler it is; absent where it is none. */
	readonly handler?: HandlerSymbol;
	/** Of one that a file declares: the object that it is for, as its condition and body name it. */
	readonly each?: EachSymbol;
	/** Undefined for a single one, else the number of identical ones. */
	readonly count: number | undefined;
	readonly node: TaskItem;
	readonly file: FileAnalysisKey;
}

/** The objects for which there is a task, each of which its text calls by `variable`. */
export interface EachSymbol {
	readonly struct: StructSymbol;
	readonly variable: VariableSymbol;
}

/** A kind of handler, such as `irq`. These names have no others beside them: a variable may be called the same. */
export interface HandlerSymbol extends Declared {
	readonly kind: "handler";
	readonly node: HandlerItem;
	readonly file: FileAnalysisKey;
}

/** What must hold wherever a task takes a step. */
export interface GuardSymbol extends Declared {
	readonly kind: "guard";
	readonly node: GuardItem;
	readonly file: FileAnalysisKey;
}

export interface PropertySymbol extends Declared {
	readonly kind: "property";
	/** Present for a property that functions assert by name. */
	readonly parameters?: readonly VariableSymbol[];
	readonly node: PropertyItem;
	readonly file: FileAnalysisKey;
}

export interface PatchSymbol extends Declared {
	readonly kind: "patch";
	readonly node: PatchItem;
	/** The entries as texts: `title`, `commit`, `series`, `position`, `link`, `kind`, `behavior`. */
	readonly entries: Readonly<Record<string, string>>;
}

export interface OptionSymbol extends Declared {
	readonly kind: "option";
	readonly values: readonly string[];
	readonly node: OptionItem;
}

export interface KernelSymbol extends Declared {
	readonly kind: "kernel";
	readonly patches: ReadonlySet<string>;
	readonly node: KernelItem;
}

/** What is in a scenario `Scenario` has. */
export interface ScenarioSymbol extends Declared {
	readonly kind: "scenario";
	readonly documentation?: undefined;
}

type FenceOrder = "fence" | "write-fence" | "read-fence";

/**
 * What says where plain accesses of the task count as marked: from where to where, flat or nested, or the next ones, as
 * many as its argument says.
 */
export type RegionBuiltin = "beginFlatRegion" | "endFlatRegion" | "beginNestedRegion" | "endNestedRegion" | "markNext";

/** A function or value that is part of the language. */
export interface BuiltinSymbol extends Declared {
	readonly kind: "builtin";
	readonly does:
		| "length"
		/** Ends the life of the object that its argument refers to. */
		| "free"
		/** Ends the life of the object that its argument is part of. */
		| "freeWhole"
		| "recycle"
		/** Ends the life of an object that comes back as it is, and that some tasks may go on to access. */
		| "retire"
		/** Has what has been retired begin a new life. */
		| "revive"
		/** Says that some tasks may not access what has been retired any more. */
		| "expire"
		/** Gives the fields of an object what they begin with, one after another. */
		| "clear"
		/** Gives them what those of another one hold. */
		| "copy"
		/** Whether its argument refers to an object that lives. */
		| "alive"
		/** Whether any step may end the life of the object that its argument refers to. */
		| "mayEnd"
		| "counted"
		| "site"
		/** Whether its first argument is the second, or is freed with it. */
		| "partOf"
		/** Whether a task has ended, or all of an array. */
		| "done"
		| RegionBuiltin
		| "null"
		| "self"
		/** Has the error number that a reference carries. */
		| "errorOf"
		/** Has the truth of its argument. */
		| "truth"
		/** Has the value of its first argument. */
		| "value"
		/** Has what is at the address that is given to it. */
		| "load"
		/** Writes its second argument to the first, or to the address that this is. */
		| "store"
		/** Asserts that its argument is false, and has its truth. */
		| "warn"
		/** Ends the run where its argument is false. */
		| "assume"
		/** Asserts that nobody else accesses its argument at the same time; only where data races are looked for. */
		| "exclusive"
		/** Orders what stands before it and what stands behind; only where data races are looked for. */
		| "fence";
	/** How the access in it is made, or what it orders; see `Accessing.order`. */
	readonly order?: "plain" | "relaxed" | "acquire" | "release" | "unwatched" | "sole-writer" | "sole-user" | FenceOrder;
}

/** Another name of a type. */
export interface TypedefSymbol extends Declared {
	readonly kind: "typedef";
	/** The type of a variable, and of what is given and returned. */
	readonly variable: Type;
	readonly given: Type;
	/** How many stars the name stands for. */
	readonly stars: number;
}

/** A macro with parameters. */
export interface MacroSymbol extends Declared {
	readonly kind: "macro";
	readonly node: MacroItem;
}

/** Where a `goto` goes. */
export interface LabelSymbol extends Declared {
	readonly kind: "label";
}

/** An alternative of an option, where it is named. */
export interface OptionValueSymbol extends Declared {
	readonly kind: "optionValue";
	readonly option: OptionSymbol;
	readonly value: number;
}

/** The value of an option with a number. */
export function optionValue(option: OptionSymbol, value: number): OptionValueSymbol {
	const name = option.node.values[value];
	return { kind: "optionValue", name: name.text, span: spanOf(name), option, value };
}

/** The type of an expression or variable. */
export type Type =
	| { readonly kind: "bool" }
	/** `open` is a bare `int`: any number as a parameter or result, `DEFAULT_LOW..DEFAULT_HIGH` as a variable. */
	| {
			readonly kind: "int";
			readonly low: number;
			readonly high: number;
			readonly open: boolean;
			/** Whether C calculates with it without a sign. */
			readonly unsigned?: true;
	  }
	| { readonly kind: "enum"; readonly symbol: EnumSymbol }
	| { readonly kind: "struct"; readonly symbol: StructSymbol }
	/** `size` is undefined for a `[]` parameter. */
	| { readonly kind: "array"; readonly element: Type; readonly size: number | undefined }
	| { readonly kind: "pointer"; readonly target: Type }
	| FunctionType
	| { readonly kind: "null" }
	/** `char *`: a text for people, of which nothing is known but whether there is one. */
	| { readonly kind: "text" }
	/** `void *`: a reference to an object of whichever struct the caller gives or wants. */
	| { readonly kind: "any" }
	/** What a cast of a reference to a number gives: an address, which is only there to be compared and cast back. */
	| { readonly kind: "address"; readonly of: Type }
	/** What `sizeof` gives: a number by which the struct is known. */
	| { readonly kind: "size"; readonly symbol: StructSymbol }
	| { readonly kind: "void" }
	/** Of something wrong that has been reported: fits everywhere, so that one mistake costs one diagnostic. */
	| { readonly kind: "error" };

/** Of a reference to a function, or null. */
export interface FunctionType {
	readonly kind: "function";
	readonly parameters: readonly Type[];
	readonly returns: Type;
}

export type AnySymbol =
	| StructSymbol
	| FieldSymbol
	| EnumSymbol
	| EnumMemberSymbol
	| ConstSymbol
	| FunctionSymbol
	| VariableSymbol
	| TaskSymbol
	| PropertySymbol
	| HandlerSymbol
	| GuardSymbol
	| PatchSymbol
	| OptionSymbol
	| OptionValueSymbol
	| KernelSymbol
	| ScenarioSymbol
	| LabelSymbol
	| MacroSymbol
	| TypedefSymbol
	| BuiltinSymbol;

/** A map that nobody writes to, be it one or several that are seen as one. */
export type Table<Key, Value> = Pick<ReadonlyMap<Key, Value>, "get" | "has" | "keys" | "values" | typeof Symbol.iterator>;

/** A use of a macro. */
export type MacroUse = CallExpression | ReferenceCall | HeadedStatement | VariableItem;

/** What was found about a file, or about a piece of one. */
export interface FileAnalysisKey {
	readonly uri: string;
	/** The text at a place in it. */
	written(place: AnchoredSpan): string;
	/** What each written name stands for; names that stand for nothing are absent. */
	readonly names: Table<Name, AnySymbol>;
	/** The type of each expression. */
	readonly types: Table<Expression, Type>;
	/** What uses of macros stand for: calls, statements with what is behind them, and declarations. */
	readonly expansions: Table<MacroUse, Expansion>;
	/** The variables to which something in it assigns after their declaration, or of which it takes the address. */
	readonly assigned: Pick<ReadonlySet<VariableSymbol>, "has">;
	/** The expressions of `void *` that are taken for a reference to an object of the struct that is their type. */
	readonly taken: Pick<ReadonlySet<Expression>, "has">;
}
