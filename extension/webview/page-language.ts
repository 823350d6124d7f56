/**
 * The language of the page, which whoever made it has written into it: to be imported before all that has texts, so
 * that these can be constants.
 */
import { translateBy } from "../../language-server/src/base/l10n";

const { translations } = document.getElementById("panel")?.dataset ?? {};
if (translations) translateBy(JSON.parse(translations));
