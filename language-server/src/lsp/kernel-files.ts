import { kernelScheme } from "../base/kernel-uri";
import { analyzeModel } from "../semantics/analyze";
import type { Program } from "../semantics/program";
import { parse } from "../syntax/parser";

/**
 * Analyses the kernel model that ships with the server; its files get URIs in `folder`, such as
 * `raceline-kernel:/mm/gup.race`.
 */
export function loadKernelModel(files: readonly { readonly path: string; readonly text: string }[], folder = `${kernelScheme}:/`): Program {
	return analyzeModel(files.map(({ path, text }) => ({ uri: folder + path, tree: parse(text) })));
}
