import type { QuestionLanguage } from '#shared/contract/routing.ts';

/** The words of a language that show how a message is put together. Alternatives of a regular expression; a blank stands for any space. */
export interface RequestLexicon {
  and: string[];
  /** What comes after it is to be done later. */
  afterwards: string[];
  /** What comes after it is asked beside. */
  also: string[];
  /** What may stand before the verb of a request. */
  leads: string[];
  /** Says that something is wanted, in place of a verb. */
  needs: string[];
  /** Any verb that begins a clause, by what stands around it; empty where nothing shows that. */
  bare: string[];
  /** Acts on what is there already: imperatives. */
  work: string[];
  /** Acts that look for something. */
  seek: string[];
  /** Acts that give something out. */
  tell: string[];
  /** Infinitives of all three, where a request can end with its verb. */
  infinitives: string[];
  /** Where a question begins, or, in Vietnamese, what stands anywhere in one. */
  asks: string[];
  /** Verbs that a question may begin with. */
  inverted: string[];
  /** Point at what came before and can stand for what was found. */
  result: string[];
  /** Point at something that was named before. */
  owner: string[];
  /** Between the sequence and the verb: with what the part is done. */
  using: string[];
  /** Verbs whose object is left out where this follows. */
  gaps: string[];
  /** Orders that only say where to look. */
  places: string[];
  /** While one of them is not closed, a further verb goes on with what is asked and is no request. */
  open: string[];
}

const EN: RequestLexicon = {
  and: ['and'],
  afterwards: ['then', 'afterwards?', 'after that', 'after this', 'next(?=,| [a-z]+ (?:it|them|that|those|these|this)\\b)', 'subsequently', 'finally'],
  also: ['also', 'besides(?: that)?', 'in addition', 'additionally', 'separately', 'plus', 'apart from that', 'another thing'],
  leads: ['please', 'pls', 'kindly', 'just', 'now', 'first(?:ly)?', 'first of all', 'to begin with', '(?:can|could|would|will) you(?: please)?', '(?:i\'d|i would) like you to', 'i (?:want|need) you to', 'help me(?: to)?', 'hi', 'hello', 'ok(?:ay)?', 'go and', 'try to'],
  needs: ['(?:i|we) (?:also )?(?:need|want|require|am looking for)', '(?:i\'d|i would|we\'d) like', 'i\'m looking for'],
  bare: ['(?!(?:the|an?|my|our|your|its|their|this|that|these|those|it|they|them|he|she|we|i|you|there|all|each|every|both|if|whether|which|what|who|when|where|why|how|is|are|was|were|be|been|do|does|did|can|could|should|must|may|has|have|had|will|would|not|no|or|and|but|at|in|on|by|for|from|to|with|of|about|after|before|until|since|as|than|so) )[a-z]{3,}(?<!ed|ing|ly|[^s]s)(?= (?:the|an?|my|our|your|its|their|this|that|these|those|it|them|me|us|all|each|every|if|whether|which|what|why|how|when|where) )'],
  work: ['convert', 'calculate', 'compute', 'work (?:out|it|them|that)', 'translate', 'summari[sz]e', 'sum', 'plot', 'chart', 'draw', 'graph', 'sort', 'rank', 'filter', 'pick', 'select', 'compare', 'write', 'rewrite', 'draft', 'compose', 'put (?:it|them|that|those|these|this|the [a-z]+|everything)(?= in| into)', 'turn (?:it|them|that|those|these|this|the [a-z]+)(?= into)', 'make (?:a|an|it|them|me)', 'create', 'build', 'express', 'multiply', 'divide', 'add (?:up|it|them|those)', 'subtract', 'round', 'estimate', 'shorten', 'group', 'count', 'average', 'extrapolate', 'visuali[sz]e', 'analy[sz]e', 'assess', 'evaluate', 'predict', 'forecast', 'suggest', 'propose', 'recommend', 'prepare', 'generate', 'tabulate', 'export', 'print', 'copy', 'highlight', 'mark', 'outline', 'recap', 'derive', 'correct', 'merge', 'combine', 'deduct', 'classify', 'categori[sz]e', 'underline', 'replace', 'extend', 'complete', 'break (?:it|them|that|those|this) down', 'use (?:it|them|that|those|these|this)'],
  seek: ['find', 'look', 'search', 'check', 'see (?:if|whether|what|which|where|when|how)', 'get', 'fetch', 'retrieve', 'research', 'investigate', 'dig', 'trace', 'locate', 'identify', 'determine', 'collect', 'gather', 'grab', 'pull', 'bring up', 'extract', 'verify', 'confirm', 'review', 'dig', 'take (?:the|a|all|every|each)'],
  tell: ['show', 'tell', 'give', 'name', 'list', 'explain', 'describe', 'read', 'say', 'state', 'quote', 'send', 'let (?:me|us) know', 'report', 'present', 'display', 'walk', 'guide', 'answer', 'clarify', 'point out', 'spell out', 'remind', 'mention'],
  infinitives: [],
  asks: ['(?:(?:at|in|on|by|for|from|to|with|of|since|until|about) )?(?:what|which|who|whom|whose|where|when|why|how)(?:\'s|\'re|s)?'],
  inverted: ['is', 'are', 'was', 'were', 'do', 'does', 'did', 'can', 'could', 'should', 'must', 'may', 'has', 'have', 'had', 'will', 'would'],
  result: ['it', 'them', 'those', 'these', 'this(?=[.,?!]|$| (?:in|into|to|as|by|for|with) )', '(?<=(?:of|from|for|with|to|in|into|by|on|than|about|using|convert|calculate|translate|plot|chart|express|give|take|divide|multiply|round|summari[sz]e|compare|check|turn|put|then) )that', 'the (?:results?|answer|outcome|findings?)', 'the ones', 'what (?:you|was|it) f(?:i|ou)nds?', 'corresponding', 'accordingly'],
  owner: ['its', 'their', 'theirs', 'his', 'her'],
  using: ['(?:once|when|as soon as|after|if) (?:you|that|this|it|so)[^,]*,', '(?:using|with|based on|from|out of|among|of|given) (?:what|that|this|it|them|those|these|the results?)[^,]*,'],
  gaps: ['(?:convert|translate|express|round)(?= (?:in)?to | into )'],
  places: ['(?:(?:look|search|check) (?:in|into|at|through|inside|over)|go (?:to|through|into)|open|see(?= the))(?!.* (?:for|what|which|how|whether|if|when|where) )'],
  open: ['(?:how|what|which|who|where|when|why|whether)(?: [^ ]+){0,4}? (?:do|does|did|can|could|should|must|may|shall|would)', '(?:how|what|which|where|when|whether|whom) to', '(?:is|was) (?:it|there) .* to', '(?:steps?|way|order|need|have|has|had|want|allowed|used|going|supposed|is|are|procedure|sequence|time|ask|asked|told|tell (?:him|her|them|us|me)) to', '(?:do|does|did|can|could|should|must|may|shall) (?:i|we|one|they|he|she|it|the|a|an)'],
};

const DE: RequestLexicon = {
  and: ['und', 'sowie'],
  afterwards: ['dann', 'danach', 'anschlie(?:ß|ss)end', 'daraufhin', 'hinterher', 'im anschluss(?: daran)?', 'als (?:nächstes|zweites|letztes)', 'zum schluss', 'später'],
  also: ['außerdem', 'ausserdem', 'zusätzlich', 'daneben', 'darüber hinaus', 'ferner', 'des weiteren', 'nebenbei'],
  leads: ['bitte', 'mal', 'jetzt', 'nun', 'zuerst', 'zunächst', 'erst(?:mal| mal)?', 'als erste[rs]', '(?:kannst|könntest|würdest|willst) du(?: mir| uns)?', '(?:können|könnten|würden|wollen) sie(?: mir| uns)?', 'hilf mir', 'hallo', 'hi', 'moin', 'ok(?:ay)?'],
  needs: ['(?:ich|wir) (?:brauche?n?|benötigen?|möchten?|suchen?|hätten?)'],
  bare: ['(?!(?:der|die|das|den|dem|des|eine?[nrms]?|ich|wir|er|sie|es|man|ihr|mein[a-z]*|unser[a-z]*|sein[a-z]*|ist|sind|war|hat|haben|kann|muss|soll|darf|wird|werden|wurde[n]?|nicht|kein[a-z]*|oder|aber|bei|in|an|auf|mit|von|vom|aus|zu|zum|zur|für|nach|vor|über|unter|seit|bis|um|durch|gegen|ohne|als|wie|was|wer|wo|wann|warum|wenn|weil|dass|ob|auch|noch|nur|alle|beide|diese[a-z]*|welche[a-z]*) )[a-zäöüß]{3,}(?:[^ns]|en sie)(?= (?:die|das|den|eine?n?|mir|uns|ihn|sie|es|alle|jede[ns]?|dann|danach|daraus|davon|damit|ob|was|wie|welche[rsn]?|meine?n?|unsere?n?) )'],
  work: verbs('rechn', 'berechn', 'errechn', 'übersetz', 'fass', 'zeichn', 'plott', 'stell', 'sortier', 'filter', 'filtr', 'wähl', 'vergleich', 'schreib', 'verfass', 'formulier', 'entw[ie]rf', 'mach', 'erstell', 'erzeug', 'wandl', 'wandel', 'konvertier', 'rund', 'multiplizier', 'dividier', 'addier', 'kürz', 'leit', 'bild', 'n[ie]h?mm?', 'trag', 'schätz', 'zähl', 'ordn', 'grupp?ier', 'werte?', 'bau', 'analysier', 'bewert', 'beurteil', 'prognostizier', 'bereite?', 'korrigier', 'markier', 'heb', 'exportier', 'druck', 'kopier', 'fertig', 'pack', 'misch', 'verbind', 'füg', 'mal(?= |$)', 'setz', 'unterstreich', 'streich', 'klassifizier', 'gliedere?', 'tausch', 'ersetz', 'ergänz', 'wiederhol', 'verwende?', 'nutz', 'benutz'),
  seek: verbs('such', 'find', 'ermittl', 'ermittel', 'recherchier', 'prüf', 'überprüf', 'schau', 'sieh', 'seh', 'hol', 'bestimm', 'schlag', 'untersuch', 'verfolg', 'sammel', 'samml', 'klär', 'check', 'besorg', 'ruf', 'bring', 'zieh', 'extrahier', 'kontrollier', 'vergewisser', 'kram'),
  tell: verbs('zeig', 'sag', 'nenn', 'g[ie]b', 'list', 'l[ie]e?s', 'erklär', 'erläuter', 'beschreib', 'schick', 'teil', 'führ', 'meld', 'zitier', 'erzähl', 'beantwort', 'skizzier', 'verrat', 'lass'),
  infinitives: ['[a-zäöü]*(?:rechnen|suchen|finden|fassen|zeichnen|stellen|sortieren|filtern|wählen|gleichen|schreiben|wandeln|leiten|mitteln|prüfen|schauen|sehen|zeigen|nennen|geben|listen|lesen|klären|läutern|setzen|sagen|recherchieren|schlagen|machen|bilden|ziehen|holen|werten|ordnen|stimmen|erzeugen|tragen|geben|rufen|malen|zählen|kürzen|schätzen)'],
  asks: ['(?:(?:bei|in|an|auf|mit|von|aus|seit|bis|für|zu|ab|um|nach|unter|über|durch) )?(?:was|welche[rsmn]?|wer|wem|wen|wessen|wo|woher|wohin|womit|wodurch|wofür|woran|worauf|wozu|wann|warum|weshalb|wieso|wie|wieviel)'],
  inverted: ['ist', 'sind', 'war(?:en)?', 'hat', 'habe[nt]?', 'kann', 'können', 'darf', 'dürfen', 'muss', 'müssen', 'soll(?:en|te)?', 'gibt', 'gilt', 'gelten', 'wird', 'werden', 'steht', 'stimmt', 'braucht'],
  result: ['(?<!(?:gibt|ist|geht|war|wird) )es(?! (?:gibt|ist|geht|war|wird)\\b)', 'ihn', 'ihm', 'sie', 'ihnen', 'davon', 'daraus', 'damit', 'dazu', 'darüber(?! hinaus)', 'darin', 'dafür', 'dabei', 'dies(?:es)?(?=[.,?!]|$)', '(?:das|vom|zum|beim|dem) ergebnis(?:se)?', 'die ergebnisse', 'd(?:as|em) gefundenen?', 'entsprechende?[nrsm]?', 'zugehörige?[nrsm]?'],
  owner: ['deren', 'dessen', 'seine?[nrsm]?'],
  using: ['(?:sobald|wenn|nachdem|falls) (?:ja|du|das|dies|sie|es|er)[^,]*,'],
  gaps: ['(?:in|nach|auf|als|ins|zu) (?:[^ ]+ ){1,3}(?:um|aus|zusammen)?(?:rechnen|wandeln|setzen|geben|stellen|fassen|runden)'],
  places: ['(?:schaue?|sieh|guck|schlage?)(?:t|en sie)?(?: bitte| mal)* (?:in|im|beim|auf|unter)(?!.*(?: ob| was| wie| welche| wann| wo))'],
  open: ['ich', 'wir', 'man', '(?:kann|muss|müssen|soll|sollte|sollen|darf|dürfen) (?!sie mir|du)'],
};

const VI: RequestLexicon = {
  and: ['và', 'với lại'],
  afterwards: ['sau đó', 'rồi', 'rồi sau đó', 'tiếp theo', 'tiếp đó', 'tiếp đến', 'kế đó', 'kế tiếp', 'xong', 'xong rồi', 'cuối cùng'],
  also: ['ngoài ra', 'đồng thời', 'bên cạnh đó', 'thêm nữa', 'thêm vào đó', 'với lại'],
  leads: ['hãy', 'vui lòng', 'làm ơn', 'xin', 'nhờ', 'giúp(?: tôi| mình| em)?', '(?:bạn|anh|chị|em|mày)(?: có thể)?', 'trước tiên', 'trước hết', 'đầu tiên', 'thử', 'cũng', 'chào(?: bạn| anh| chị)?', 'hộ(?: tôi| mình)?'],
  needs: ['(?:tôi|mình|em|chúng tôi|anh) (?:cần|muốn)', 'cần'],
  bare: [],
  work: ['đổi', 'quy đổi', 'chuyển', 'chuyển đổi', 'tính', 'tính toán', 'dịch', 'tóm tắt', 'vẽ', 'sắp xếp', 'xếp', 'lọc', 'chọn', 'so sánh', 'viết', 'soạn', 'lập', 'tạo', 'làm tròn', 'nhân', 'chia', 'cộng', 'trừ', 'lấy', 'trình bày', 'ước lượng', 'đếm', 'biểu diễn', 'phân tích', 'đánh giá', 'dự báo', 'đề xuất', 'xuất', 'sao chép', 'tổng hợp', 'thống kê', 'kẻ', 'ghi', 'điền', 'gộp', 'nhóm', 'rút gọn', 'ước tính', 'đối chiếu', 'làm', 'đánh dấu', 'tô', 'phân loại', 'phân nhóm', 'sửa', 'bổ sung', 'thay', 'dùng', 'thêm', 'suy ra', 'cho ra'],
  seek: ['tìm', 'tra', 'tra cứu', 'kiểm tra', 'xem', 'tìm hiểu', 'nghiên cứu', 'xác định', 'kiếm', 'điều tra', 'truy', 'tập hợp', 'thu thập', 'trích', 'trích xuất', 'mở', 'lục', 'rà soát', 'dò', 'đối soát', 'chụp'],
  tell: ['cho(?: (?:tôi|mình|em|anh|biết|xem))+', 'chỉ', 'liệt kê', 'kể', 'nêu', 'nói', 'giải thích', 'đọc', 'mô tả', 'hiển thị', 'gửi', 'đưa ra', 'báo cho (?:tôi|mình)', 'hướng dẫn', 'báo', 'thông báo', 'nhắc', 'trả lời', 'diễn giải', 'cung cấp', 'đưa'],
  infinitives: [],
  asks: ['nào', 'gì', 'đâu', 'mấy', 'sao', 'bao nhiêu', 'bao lâu', 'bao giờ', 'ai', 'chưa(?=[ .?!]*$)', 'không(?=[ .?!]*$)', 'chăng(?=[ .?!]*$)'],
  inverted: [],
  result: ['nó', 'chúng(?! ta| tôi| mình| em)', '(?<!sau |tiếp |kế |cạnh |vào |do )đó', 'kết quả(?: đó| này)?', 'tương ứng', 'họ(?! hàng| tên| đã| vừa| đang| sẽ)', 'ấy'],
  owner: [],
  using: ['(?:dựa (?:vào|trên)|từ|căn cứ vào|trong số) (?:đó|kết quả|chúng|này)(?: đó| này)?,?', '(?:khi|nếu) (?:có|biết)[^,]*,'],
  gaps: ['(?:đổi|quy đổi|chuyển|chuyển đổi|dịch|tính)(?= (?:sang|ra|thành) )'],
  places: ['(?:(?:xem|kiểm tra|lục)(?: lại)? (?:trong|ở|vào)|mở|xem(?: lại)? (?:sổ tay|tài liệu|quy trình|hướng dẫn))(?!.* (?:nào|gì|bao nhiêu))'],
  open: ['làm sao', 'làm thế nào', 'làm cách nào', 'cách', 'thế nào để', 'có (?:được|nên|thể|cần)', 'phải', 'nên', 'để', 'khi(?! nào)', 'nếu', 'sau khi', 'trước khi', '(?:tôi|mình|chúng tôi|em|người|họ)(?: [^ ]+)? (?:đã|vừa|đang|sẽ)', 'đã', '(?:script|python|hàm|chương trình|code|macro|phần mềm)'],
};

export const REQUEST_LEXICONS: Readonly<Record<QuestionLanguage, RequestLexicon>> = { en: EN, de: DE, vi: VI };

/** German imperatives of a stem: "such", "suche", "sucht", "suchen Sie". */
function verbs(...stems: string[]): string[] {
  return stems.map((stem) => `(?:durch|über|unter|be|er|ver)?${stem}(?:e|t|et|en sie|n sie)?`);
}
