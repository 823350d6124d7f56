/** The upper part of the tree of tests: the files of the workspace in their folders. */
import * as vscode from "vscode";

export class FileTests {
	private readonly files = new Map<string, vscode.TestItem>();

	constructor(private readonly controller: vscode.TestController) {}

	get(uri: vscode.Uri): vscode.TestItem | undefined {
		return this.files.get(uri.toString());
	}

	/** The item of a file, which is made where there is none, with those of its folders. */
	add(uri: vscode.Uri): vscode.TestItem {
		const known = this.get(uri);
		if (known) return known;
		const path = vscode.workspace.asRelativePath(uri).split("/");
		const [name] = path.splice(-1);
		let { items } = this.controller;
		for (const [index, folder] of path.entries()) {
			const id = `folder ${path.slice(0, index + 1).join("/")}`;
			const item = items.get(id) ?? this.controller.createTestItem(id, folder);
			// Before files.
			item.sortText = `0 ${folder}`;
			items.add(item);
			items = item.children;
		}
		const item = this.controller.createTestItem(uri.toString(), name, uri);
		item.sortText = `1 ${name}`;
		item.canResolveChildren = true;
		items.add(item);
		this.files.set(item.id, item);
		return item;
	}

	/** Takes a file out, and the folders that are empty then. */
	delete(uri: vscode.Uri): void {
		let item = this.get(uri);
		this.files.delete(uri.toString());
		while (item && (item.uri !== undefined || item.children.size === 0)) {
			const folder: vscode.TestItem | undefined = item.parent;
			(folder?.children ?? this.controller.items).delete(item.id);
			item = folder;
		}
	}

	/** The files that an item stands for: the one that it is part of, or those in it. */
	of(item: vscode.TestItem): readonly vscode.TestItem[] {
		for (let part: vscode.TestItem | undefined = item; part; part = part.parent) if (this.files.has(part.id)) return [part];
		return [...item.children].flatMap(([, child]) => this.of(child));
	}

	all(): readonly vscode.TestItem[] {
		return [...this.files.values()];
	}
}
