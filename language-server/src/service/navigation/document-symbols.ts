import type { Span } from "../../base/span";
import type { FileAnalysis } from "../../semantics/program";
import type { Item, Member, Name, TaskItem, VariableItem } from "../../syntax/tree";
import type { Snapshot } from "../workspace/snapshot";

/** One entry of the outline. */
export interface DocumentSymbol {
	readonly name: string;
	/** A few words beside the name, such as a type. */
	readonly detail?: string;
	readonly kind:
		| "scenario"
		| "task"
		| "device"
		| "variable"
		| "field"
		| "function"
		| "struct"
		| "enum"
		| "enumMember"
		| "const"
		| "property"
		| "handler"
		| "guard"
		| "patch"
		| "option"
		| "kernel"
		| "expect";
	/** The whole declaration. */
	readonly span: Span;
	/** What is selected when the entry is chosen: the name. */
	readonly selection: Span;
	readonly children: readonly DocumentSymbol[];
}

/** The outline of the document. */
export function documentSymbols(snapshot: Snapshot): readonly DocumentSymbol[] {
	return outline(snapshot.file);
}

/** The outline of a file. */
export function outline(file: Pick<FileAnalysis, "tree" | "written" | "spanOf">): readonly DocumentSymbol[] {
	return file.tree.items.flatMap((item) => symbolsOf(file, item));
}

function symbolsOf(file: Pick<FileAnalysis, "written" | "spanOf">, item: Item | Member): DocumentSymbol[] {
	const entry = (kind: DocumentSymbol["kind"], name: Name, detail?: string, children: readonly DocumentSymbol[] = []): DocumentSymbol[] =>
		name.text === "" ? [...children] : [{ name: name.text, kind, detail, span: file.spanOf(item), selection: file.spanOf(name), children }];
	switch (item.kind) {
		case "scenario":
			return entry(
				"scenario",
				item.name,
				undefined,
				item.members.flatMap((member) => symbolsOf(file, member)),
			);
		case "task":
			return entry(item.flavor, item.name, taskDetail(item));
		case "variable":
			return entry("variable", item.name, typeDetail(file, item));
		case "function":
			return entry("function", item.name, item.returns ? file.written(item.returns) : undefined);
		case "struct":
			return entry(
				"struct",
				item.name,
				item.extend ? "extend" : undefined,
				item.fields
					.filter((field) => field.name.text !== "")
					.map((field) => ({
						name: field.name.text,
						kind: "field",
						detail: typeDetail(file, field),
						span: file.spanOf(field),
						selection: file.spanOf(field.name),
						children: [],
					})),
			);
		case "enum":
			return entry(
				"enum",
				item.name,
				undefined,
				item.members
					.filter((member) => member.name.text !== "")
					.map((member) => ({
						name: member.name.text,
						kind: "enumMember",
						span: file.spanOf(member),
						selection: file.spanOf(member.name),
						children: [],
					})),
			);
		case "guardClass":
			return entry("guard", item.name);
		case "macro":
			return entry("function", item.name, "macro");
		case "typedef":
			return entry("struct", item.name, "typedef");
		case "const":
		case "property":
		case "handler":
		case "guard":
		case "patch":
			return entry(item.kind, item.name);
		case "option":
			return entry("option", item.name, item.values.map((value) => value.text).join(" | "));
		case "kernel":
			return entry("kernel", item.name, item.set && file.written(item.set).replace(/\s+/g, " "));
		case "expect": {
			const name = file.written(item).replace(/\s+/g, " ").replace(/ ?;$/, "");
			return name === "" ? [] : [{ name, kind: "expect", span: file.spanOf(item), selection: file.spanOf(item), children: [] }];
		}
		case "prototype":
		case "forward":
		case "condition":
		case "include":
		case "kernelChoice":
		case "propertyOff":
		case "pool":
		case "use":
		case "error":
			return [];
	}
}

/** `daemon task`, `once irq`. */
function taskDetail({ daemon, once, handler, flavor }: TaskItem): string {
	return [daemon ? "daemon" : "", once ? "once" : "", handler?.text ?? flavor].filter(Boolean).join(" ");
}

function typeDetail({ written }: Pick<FileAnalysis, "written">, variable: VariableItem): string {
	return written(variable.type) + (variable.size ? `[${written(variable.size)}]` : "");
}
