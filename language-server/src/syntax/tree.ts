/**
 * The syntax tree: what the parser makes of any text, and all that the later stages know of it.
 *
 * Invariants: a tree exists for every string; every node has a span inside the text, and the spans of children lie
 * inside that of their parent, in order; a node counts its offsets from its anchor, and knows neither where that stands
 * nor what stands before it; the tree is a value, nothing writes to it after parsing and no meaning is stored in it.
 * What could not be read is an `error` node, or a `Name` whose text is empty (something is missing here).
 *
 * The file is long since it is a grammar: declarations alone, in the order of the language, of which each names those
 * that it is made of.
 */

import type { BinaryOperator } from "../base/arithmetic";
import type { Diagnostic } from "../base/diagnostic";
import type { Anchor, AnchoredSpan, Span } from "../base/span";
import type { assignmentOperators, stepOperators } from "./grammar-table";

export interface SyntaxTree {
	readonly text: string;
	readonly items: readonly Item[];
	/** Where each anchor stands of which nodes are counted. */
	readonly anchors: ReadonlyMap<Anchor, number>;
	/** Every token and comment, in order; their texts with the white space between make up the whole text. */
	readonly tokens: TokenList;
	readonly diagnostics: readonly Diagnostic[];
}

/** Tokens as parallel arrays; index `i` is one token. Comments are tokens too, white space is not. */
export interface TokenList {
	readonly length: number;
	readonly kinds: readonly TokenKind[];
	readonly starts: readonly number[];
	readonly ends: readonly number[];
}

/** Where a node of a tree stands in its text. */
export function spanIn({ anchors }: Pick<SyntaxTree, "anchors">, { anchor, from, to }: AnchoredSpan): Span {
	const start = anchors.get(anchor);
	if (start === undefined) throw new Error("this is a node of another tree");
	return { start: start + from, end: start + to };
}

export type TokenKind =
	| "name"
	| "keyword"
	| "number"
	| "string"
	| "punctuation"
	| "comment"
	| "docComment"
	| "directive"
	| "unknown"
	| "end";

/** A name where one is written or missing (`text` is then empty and the span too). */
export interface Name extends AnchoredSpan {
	readonly text: string;
}

interface Node extends AnchoredSpan {
	/**
	 * Markdown of the `///` comment above, its marks removed; lines are joined with `\n`. That of functions and
	 * scenarios is read where it stands (`documentation-before.ts`).
	 */
	readonly documentation?: string;
}

// --- items -----------------------------------------------------------------------------------------------------------

export type Item =
	| UseItem
	| StructItem
	| EnumItem
	| ConstItem
	| FunctionItem
	| PrototypeItem
	| ForwardItem
	| IncludeItem
	| ConditionItem
	| MacroItem
	| GuardClassItem
	| TypedefItem
	| PropertyItem
	| HandlerItem
	| GuardItem
	| TaskItem
	| PatchItem
	| OptionItem
	| KernelItem
	| VariableItem
	| ScenarioItem
	| ErrorNode;

export interface UseItem extends Node {
	readonly kind: "use";
	readonly path: StringText;
}

/** `typedef type name;`, in a file. */
export interface TypedefItem extends Node {
	readonly kind: "typedef";
	readonly type: TypeName;
	readonly stars?: number;
	readonly signature?: Signature;
	readonly name: Name;
}

/** `#include …`, other lines of the preprocessor without an effect, and `EXPORT_SYMBOL(name);` and its like. */
export interface IncludeItem extends Node {
	readonly kind: "include";
	/** What tells the rest of the kernel something, as it is called. */
	readonly tells?: Name;
}

/**
 * A line of the preprocessor that says when the items behind it are there. They stand beside it, not in it: an edit in
 * one of them leaves all others what they are.
 */
export interface ConditionItem extends Node {
	readonly kind: "condition";
	readonly word: "if" | "elif" | "else" | "endif";
	/** Of `#if` and `#elif`; `#ifdef` asks for an option, `#ifndef` for the opposite. */
	readonly condition?: Expression;
}

/** `struct NAME;`: there is such a struct, which may be declared further down, or nowhere. */
export interface ForwardItem extends Node {
	readonly kind: "forward";
	readonly word: "struct" | "enum";
	readonly name: Name;
}

/** `#define NAME(parameters) body`: what a use of the name stands for. */
export interface MacroItem extends Node {
	readonly kind: "macro";
	readonly name: Name;
	readonly parameters: readonly Name[];
	/** Whether the last parameter is all further arguments: `...`, or `name...`. */
	readonly variadic?: true;
	/** One expression; else statements, of which the last may have a hole for the statement behind the use. */
	readonly value?: Expression;
	readonly body: readonly Statement[];
}

/**
 * `DEFINE_GUARD(name, type, lock, unlock)`: what `guard(name)(x)` does, and what is done where its block is left.
 * `DEFINE_LOCK_GUARD_0(name, lock, unlock)`: the same of `guard(name)()`.
 */
export interface GuardClassItem extends Node {
	readonly kind: "guardClass";
	readonly name: Name;
	/** Absent where nothing is given that is guarded. */
	readonly type?: TypeName;
	readonly stars?: number;
	/** Both call what is guarded `_T`. */
	readonly lock: Expression;
	readonly unlock: Expression;
}

/** `struct NAME { … }`, or `extend NAME { … }` when `extend` is set. */
export interface StructItem extends Node {
	readonly kind: "struct";
	readonly extend: boolean;
	readonly name: Name;
	readonly fields: readonly VariableItem[];
}

export interface EnumItem extends Node {
	readonly kind: "enum";
	/** Without text where it has none: then its members are constants. */
	readonly name: Name;
	readonly members: readonly EnumMember[];
}

export interface EnumMember extends Node {
	readonly name: Name;
	/** Absent where it is one more than that of the member before. */
	readonly value?: Expression;
}

export interface ConstItem extends Node {
	readonly kind: "const";
	readonly name: Name;
	readonly value: Expression;
}

export interface FunctionItem extends Node {
	readonly kind: "function";
	/**
	 * Absent when the function returns nothing. Of a function of a file this, the name and the parameters have an
	 * anchor of their own.
	 */
	readonly returns?: TypeName;
	/** How many `*` stand before the name. */
	readonly stars?: number;
	readonly name: Name;
	readonly parameters: readonly Parameter[];
	readonly body: Block;
	/** Whether it is defined as in C, without `fn`. */
	readonly plain?: true;
}

/** The head of a function without its body, which has no effect: functions may be used before they are defined. */
export interface PrototypeItem extends Node {
	readonly kind: "prototype";
	readonly returns?: TypeName;
	readonly stars?: number;
	readonly name: Name;
	readonly parameters: readonly Parameter[];
}

export interface Parameter extends Node {
	readonly type: TypeName;
	/** How many `*` stand before the name. */
	readonly stars?: number;
	/** Present for a reference to a function. */
	readonly signature?: Signature;
	readonly array: boolean;
	readonly name: Name;
	readonly value?: Expression;
}

/**
 * What the function takes to which something refers that is declared as in C: `(struct work *)` of
 * `void (*func)(struct work *)`. The names of its parameters may be missing. What it returns is the type of the
 * declaration.
 */
export interface Signature extends Node {
	readonly kind: "signature";
	readonly parameters: readonly Parameter[];
}

export interface PropertyItem extends Node {
	readonly kind: "property";
	readonly name: Name;
	/** Present for a property that functions assert by name. */
	readonly parameters?: readonly Parameter[];
	readonly message?: StringText;
	readonly atEnd: boolean;
	readonly condition?: Expression;
}

/** `handler NAME { enter: CALL; exit: CALL; }`: a kind of handler, what one does where it comes and where it ends. */
export interface HandlerItem extends Node {
	readonly kind: "handler";
	readonly name: Name;
	readonly entries: readonly HandlerEntry[];
}

export interface HandlerEntry extends Node {
	readonly name: Name;
	readonly value: Expression;
}

/** `guard NAME = EXPR;`: what must hold wherever a task takes a step. */
export interface GuardItem extends Node {
	readonly kind: "guard";
	readonly name: Name;
	readonly condition: Expression;
}

export interface PatchItem extends Node {
	readonly kind: "patch";
	readonly name: Name;
	readonly entries: readonly PatchEntry[];
}

export interface PatchEntry extends Node {
	readonly name: Name;
	readonly value: Expression;
}

/** `option NAME = A | B;` in a file (the alternatives), or `option NAME = A;` in a scenario (one choice). */
export interface OptionItem extends Node {
	readonly kind: "option";
	readonly name: Name;
	readonly values: readonly Name[];
}

/** `kernel NAME = SET;` or `kernel NAME;` in a file. */
export interface KernelItem extends Node {
	readonly kind: "kernel";
	readonly name: Name;
	readonly set?: KernelSet;
}

/** `v4.17 + a - b`. */
export interface KernelSet extends Node {
	readonly base: Name;
	readonly changes: readonly { readonly sign: "+" | "-"; readonly patch: Name }[];
}

/** A variable of a file or scenario, a field of a struct, or a local. */
export interface VariableItem extends Node {
	readonly kind: "variable";
	/** Whether what it refers to is held by it: `counted` before the type. */
	readonly counted?: true;
	/** Whether a function has one for all its calls: `static` in it. */
	readonly static?: true;
	readonly type: TypeName;
	/** How many `*` stand before the name, or before `(*name)`. */
	readonly stars?: number;
	/** Present for a reference to a function. */
	readonly signature?: Signature;
	readonly name: Name;
	readonly size?: Expression;
	/** Whether it is an array whose size is that of its initialiser: `[]`. */
	readonly unsized?: true;
	/** Whether no access to it is a data race: `__data_racy`. */
	readonly racy?: true;
	/** How many bits a field has: `unsigned x : 1`. */
	readonly bits?: Expression;
	readonly value?: Expression;
	/** The function that is called with it where its block is left: `__free(kfree)`. */
	readonly cleanup?: Name;
	/** The use of a macro that declares it: `DEFINE_MUTEX(name)`. */
	readonly by?: CallExpression;
}

export interface ScenarioItem extends Node {
	readonly kind: "scenario";
	/** Has an anchor of its own. */
	readonly name: Name;
	readonly members: readonly Member[];
}

export type Member =
	| KernelChoice
	| OptionItem
	| VariableItem
	| TaskItem
	| PropertyItem
	| PropertyOff
	| PoolItem
	| ExpectItem
	| FunctionItem
	| PrototypeItem
	| ForwardItem
	| IncludeItem
	| ConditionItem
	| ConstItem
	| ErrorNode;

/** `property NAME off;` in a scenario. */
export interface PropertyOff extends Node {
	readonly kind: "propertyOff";
	readonly name: Name;
}

/** `pool STRUCT: COUNT;` in a scenario. */
export interface PoolItem extends Node {
	readonly kind: "pool";
	readonly struct: Name;
	readonly count: Expression;
}

/** `kernel SET;` in a scenario. */
export interface KernelChoice extends Node {
	readonly kind: "kernelChoice";
	readonly set: KernelSet;
}

export interface TaskItem extends Node {
	readonly kind: "task";
	readonly flavor: "task" | "device";
	readonly daemon: boolean;
	/** Of a handler: whether it comes once at most, and of which kind it is, which stands in place of `task`. */
	readonly once?: true;
	readonly handler?: Name;
	readonly name: Name;
	/** How many identical ones. */
	readonly count?: Expression;
	/** Present outside of scenarios: for which objects there is one, and when it begins. */
	readonly each?: EachObject;
	/** The CPU that it runs on; absent where it has one of its own. */
	readonly on?: Expression;
	readonly body: Block;
}

/**
 * `for (NAME in STRUCT: EXPR)` behind the name of a task: one for each object, which begins where the condition holds.
 */
export interface EachObject extends Node {
	readonly variable: Name;
	readonly struct: Name;
	readonly condition: Expression;
}

export interface ExpectItem extends Node {
	readonly kind: "expect";
	/** Whether that must not come out: `no` before it. */
	readonly no?: true;
	readonly outcome: Name & { readonly text: "safe" | "race" | "hang" | "data_race" | "" };
	/** The property after `race`, the task after `hang`. */
	readonly subject?: Name;
	/** The variable after `data_race`. */
	readonly variable?: Expression;
	readonly kernel?: KernelSet;
	readonly options: readonly { readonly name: Name; readonly value: Name }[];
}

/** Text that could not be read as anything. */
export interface ErrorNode extends Node {
	readonly kind: "error";
}

// --- types -----------------------------------------------------------------------------------------------------------

export type TypeName = BoolTypeName | IntTypeName | NamedTypeName | SameTypeName | StructTypeName | TypeofTypeName;

export interface BoolTypeName extends Node {
	readonly kind: "boolType";
}

/** `int`, `int low..high`, or `unsigned long` and the like. */
export interface IntTypeName extends Node {
	readonly kind: "intType";
	readonly range?: RangeNode;
	/** The words of a type of C, in the order in which they stand. */
	readonly words?: readonly string[];
}

/** `NAME`, or `struct NAME`, of which the stars that follow count as in C. */
export interface NamedTypeName extends Node {
	readonly kind: "namedType";
	readonly word?: "struct" | "enum";
	readonly name: Name;
}

/** `typeof(expression)`. */
export interface TypeofTypeName extends Node {
	readonly kind: "typeofType";
	readonly operand: Expression;
}

/** `struct { … }`, perhaps with a name, where something of that struct is declared. */
export interface StructTypeName extends Node {
	readonly kind: "structType";
	/** Without text where it has none. */
	readonly name: Name;
	readonly fields: readonly VariableItem[];
}

/**
 * The type with which a declaration of several names begins, where a later one is declared: `b` in `int a, b;`. It has
 * no letters of its own. What is declared there says itself which type that is, so that it does not depend on a node
 * beside it.
 */
export interface SameTypeName extends Node {
	readonly kind: "sameType";
	readonly as:
		| Pick<BoolTypeName, "kind">
		| Pick<IntTypeName, "kind" | "words">
		| {
				readonly kind: "namedType";
				readonly word?: "struct" | "enum";
				readonly called: string;
				/** The macro that says so: `DEFINE_MUTEX(x)` declares a `struct mutex`. */
				readonly by?: string;
		  };
}

export interface RangeNode extends Node {
	readonly low: Expression;
	readonly high: Expression;
}

// --- statements ------------------------------------------------------------------------------------------------------

export type Statement =
	| Block
	| IfStatement
	| WhileStatement
	| DoStatement
	| ForStatement
	| LoopStatement
	| JumpStatement
	| ReturnStatement
	| AtomicStatement
	| WaitStatement
	| ChooseStatement
	| AssertStatement
	| LocalStatement
	| AssignStatement
	| ExpressionStatement
	| EmptyStatement
	| SwitchStatement
	| CaseStatement
	| LabelStatement
	| GotoStatement
	| HeadedStatement
	| HoleStatement
	| CleanupStatement
	| ErrorNode;

/** Says what is done where the block is left in which it stands. No text has it: it is what `guard()` stands for. */
export interface CleanupStatement extends Node {
	readonly kind: "cleanup";
	readonly value: Expression;
}

/** `list_for_each(p, head) body`: a use of a macro with the statement behind it, to which it is the head. */
export interface HeadedStatement extends Node {
	readonly kind: "headed";
	readonly call: CallExpression;
	readonly body: Statement;
}

/** In a macro, where the statement behind its use goes. */
export interface HoleStatement extends Node {
	readonly kind: "hole";
}

export interface Block extends Node {
	readonly kind: "block";
	readonly statements: readonly Statement[];
}

export interface IfStatement extends Node {
	readonly kind: "if";
	readonly condition: Expression;
	readonly then: Statement;
	readonly otherwise?: Statement;
}

export interface WhileStatement extends Node {
	readonly kind: "while";
	readonly condition: Expression;
	readonly body: Statement;
}

/** `do body while (condition);` */
export interface DoStatement extends Node {
	readonly kind: "do";
	readonly body: Statement;
	readonly condition: Expression;
}

/** `for (first; condition; step)` as in C. */
export interface LoopStatement extends Node {
	readonly kind: "loop";
	readonly first: readonly Statement[];
	/** Absent where it always holds. */
	readonly condition?: Expression;
	readonly step: readonly Statement[];
	readonly body: Statement;
}

/** `;`, or `fallthrough;`, which says that a case goes on with the next one. */
export interface EmptyStatement extends Node {
	readonly kind: "empty";
	readonly fallsThrough?: true;
}

/** `switch (value) { … }`, the cases among the statements of its body. */
export interface SwitchStatement extends Node {
	readonly kind: "switch";
	readonly value: Expression;
	readonly body: Block;
}

/** `case low:`, `case low ... high:`, or `default:` without either. */
export interface CaseStatement extends Node {
	readonly kind: "case";
	readonly low?: Expression;
	readonly high?: Expression;
}

/** `name:`, where a `goto` goes. */
export interface LabelStatement extends Node {
	readonly kind: "label";
	readonly name: Name;
}

export interface GotoStatement extends Node {
	readonly kind: "goto";
	readonly name: Name;
}

/** `for (name in low..high)` when `range` is set, else `for (name in STRUCT)` with `struct` set. */
export interface ForStatement extends Node {
	readonly kind: "for";
	readonly name: Name;
	readonly range?: RangeNode;
	readonly struct?: Name;
	readonly body: Statement;
}

export interface JumpStatement extends Node {
	readonly kind: "break" | "continue";
}

export interface ReturnStatement extends Node {
	readonly kind: "return";
	readonly value?: Expression;
}

export interface AtomicStatement extends Node {
	readonly kind: "atomic";
	readonly body: Block;
}

export interface WaitStatement extends Node {
	readonly kind: "wait";
	/** Whether a task that can go on from here again and again does go on: `served wait`. */
	readonly served: boolean;
	/** Whether nobody minds that a task which objects start stays here: `idle wait`. */
	readonly idle: boolean;
	readonly condition: Expression;
}

export interface ChooseStatement extends Node {
	readonly kind: "choose";
	readonly branches: readonly Block[];
}

export interface AssertStatement extends Node {
	readonly kind: "assert";
	readonly condition: Expression;
	readonly message?: StringText;
	readonly property?: Name;
	readonly arguments: readonly Expression[];
}

export interface LocalStatement extends Node {
	readonly kind: "local";
	readonly variable: VariableItem;
}

export type AssignmentOperator = (typeof assignmentOperators)[number] | (typeof stepOperators)[number];

/** `target = value`, `target += value`, …; `++` and `--` have no value. */
export interface Assignment extends Node {
	readonly target: Expression;
	readonly operator: AssignmentOperator;
	/** Whether `++` or `--` stands before the target. */
	readonly before?: true;
	readonly value?: Expression;
}

export interface AssignStatement extends Assignment {
	readonly kind: "assign";
}

export interface ExpressionStatement extends Node {
	readonly kind: "expression";
	readonly expression: Expression;
}

// --- expressions -----------------------------------------------------------------------------------------------------

export type Expression =
	| NumberLiteral
	| WordLiteral
	| NameExpression
	| CallExpression
	| ReferenceCall
	| FieldExpression
	| IndexExpression
	| UnaryExpression
	| CastExpression
	| BinaryExpression
	| ConditionalExpression
	| DefaultExpression
	| CommaExpression
	| BracesExpression
	| CompoundExpression
	| AssignExpression
	| NewExpression
	| SizeofExpression
	| ContainerExpression
	| TypeExpression
	| StatementExpression
	| ChooseExpression
	| PickExpression
	| QuantifierExpression
	| PatchedExpression
	| EnabledExpression
	| OptionExpression
	| StringText
	| ErrorNode;

export interface NumberLiteral extends Node {
	readonly kind: "number";
	readonly value: number;
}

export interface WordLiteral extends Node {
	readonly kind: "word";
	readonly word: "true" | "false" | "null" | "self";
}

export interface NameExpression extends Node {
	readonly kind: "name";
	readonly name: Name;
}

export interface CallExpression extends Node {
	readonly kind: "call";
	readonly name: Name;
	readonly arguments: readonly Argument[];
}

/** A call of the function to which an expression refers: `work->func(work)`. */
export interface ReferenceCall extends Node {
	readonly kind: "callThrough";
	readonly callee: Expression;
	readonly arguments: readonly Argument[];
}

export interface Argument extends Node {
	readonly name?: Name;
	readonly value: Expression;
}

export interface FieldExpression extends Node {
	readonly kind: "field";
	readonly object: Expression;
	readonly name: Name;
}

export interface IndexExpression extends Node {
	readonly kind: "index";
	readonly array: Expression;
	readonly index: Expression;
}

export type UnaryOperator = "!" | "-" | "~" | "&" | "*";

export interface UnaryExpression extends Node {
	readonly kind: "unary";
	readonly operator: UnaryOperator;
	readonly operand: Expression;
}

/** `(type)operand`; without a type it is `(void)`. */
export interface CastExpression extends Node {
	readonly kind: "cast";
	readonly type?: TypeName;
	readonly stars?: number;
	readonly operand: Expression;
}

export interface BinaryExpression extends Node {
	readonly kind: "binary";
	readonly operator: BinaryOperator;
	readonly left: Expression;
	readonly right: Expression;
}

export interface ConditionalExpression extends Node {
	readonly kind: "conditional";
	readonly condition: Expression;
	readonly then: Expression;
	readonly otherwise: Expression;
}

/** `value ?: otherwise`: the value where it is true, which is evaluated once. */
export interface DefaultExpression extends Node {
	readonly kind: "default";
	readonly value: Expression;
	readonly otherwise: Expression;
}

/** `first, last`: both are evaluated, and the last one is the value. */
export interface CommaExpression extends Node {
	readonly kind: "comma";
	readonly first: Expression;
	readonly last: Expression;
}

/** `{ 1, .field = 2, [3] = { … } }`: what an object or an array has at first. */
export interface BracesExpression extends Node {
	readonly kind: "braces";
	readonly entries: readonly InitialiserEntry[];
}

export interface InitialiserEntry extends Node {
	/** Which part is meant, from the outside in; none where it is the next one. */
	readonly designators: readonly Designator[];
	readonly value: Expression;
}

/** `.field`, `[index]` or `[index ... last]`. */
export interface Designator extends Node {
	readonly field?: Name;
	readonly index?: Expression;
	readonly last?: Expression;
}

/** `(struct T){ … }`. */
export interface CompoundExpression extends Node {
	readonly kind: "compound";
	readonly type: TypeName;
	readonly value: BracesExpression;
}

/**
 * An assignment within an expression, which has its value: the new one, or the old one where `++` or `--` is behind.
 */
export interface AssignExpression extends Assignment {
	readonly kind: "assignment";
}

export interface NewExpression extends Node {
	readonly kind: "new";
	readonly struct: Name;
	readonly fields: readonly Argument[];
}

/** `sizeof(struct T)`, or of an expression. */
export interface SizeofExpression extends Node {
	readonly kind: "sizeof";
	/** Of `sizeof(struct NAME)`. */
	readonly struct?: Name;
	readonly operand?: Expression;
	/** Of any other type, with its stars. */
	readonly type?: TypeName;
	readonly stars?: number;
}

/** `container_of(p, struct T, field)` and its like: the object of which `p` is a part. */
export interface ContainerExpression extends Node {
	readonly kind: "containerOf";
	readonly part: Expression;
	/** The name of the struct, or something that refers to one. */
	readonly struct?: Name;
	readonly like?: Expression;
	/** The fields that lead from the object to the part. */
	readonly path: readonly Name[];
}

/** A type as an argument of a macro: `struct T`, `typeof(x)`. */
export interface TypeExpression extends Node {
	readonly kind: "typeName";
	readonly type: TypeName;
	readonly stars?: number;
}

/** `({ … })`: some statements, and the value of the expression that is the last. */
export interface StatementExpression extends Node {
	readonly kind: "statements";
	readonly body: Block;
}

export interface ChooseExpression extends Node {
	readonly kind: "chooseValue";
	readonly range: RangeNode;
}

/** `choose(x in T: condition)`: any of the objects of a struct, or of the numbers of a range, for which it holds. */
export interface PickExpression extends Node {
	readonly kind: "pick";
	readonly name: Name;
	readonly range?: RangeNode;
	readonly struct?: Name;
	/** Absent where any will do. */
	readonly condition?: Expression;
}

/** `forall x in T: body`; `range` or `struct` as in a `for`. */
export interface QuantifierExpression extends Node {
	readonly kind: "quantifier";
	readonly quantifier: "forall" | "exists" | "count";
	readonly name: Name;
	readonly range?: RangeNode;
	readonly struct?: Name;
	readonly body: Expression;
}

export interface PatchedExpression extends Node {
	readonly kind: "patched";
	readonly patch: Name;
}

/** `IS_ENABLED(option)`: whether the option is `y`. */
export interface EnabledExpression extends Node {
	readonly kind: "enabled";
	readonly option: Name;
}

export interface OptionExpression extends Node {
	readonly kind: "optionValue";
	readonly option: Name;
}

/** A string with its escapes resolved; `holes` are the `{…}` in it, parsed, with spans in the file. */
export interface StringText extends Node {
	readonly kind: "string";
	readonly value: string;
	/** The text in pieces: literal texts and expressions in turn, as written. */
	readonly parts: readonly (string | Expression)[];
}
