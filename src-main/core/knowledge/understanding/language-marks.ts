/** What gives a language away in a few words: its small words, letters only it uses, and how its words end. */
export interface LanguageMarks {
  language: string;
  /** Small words as they are written, with marks. One that other languages also use is worth half or less: it stands in their lists too. */
  words: ReadonlySet<string>;
  letters: RegExp | null;
  endings: RegExp | null;
}

const words = (list: string): ReadonlySet<string> => new Set(list.trim().split(/\s+/));

/** Languages of the Latin script. The three of the interface are known best; the others keep their texts from being taken for one of them. */
export const LATIN_LANGUAGES: readonly LanguageMarks[] = [
  {
    language: 'en',
    words: words(`a about after all an and any are as at be been before between but by can could do does each for from had has have how i if in into is it its
      many may more most much must my no not of off on only or other our out over per shall should so such than that the their them then there these they this
      those to under until up was we were what when where which while who why will with within without would you your`),
    letters: null,
    endings: /(?:ing|tion|ment|ness|ly|ed|ous|ity)$/,
  },
  {
    language: 'de',
    words: words(`ab aber als am an auch auf aus bei beim bis bitte da damit darf das dass dem den der des die dies diese dieser dieses durch ein eine einem einen einer eines
      er es fuer für gegen gibt gilt hat haben hoch ich ihr ihre im in ins ist ja kann kein keine können lange man mein mit muss müssen nach nicht noch nur ob
      oder oft ohne sein seine sich sie sind so soll sollen um und uns unser unter vom von vor wann war warum was welche welchem welchen welcher welches
      wenn wer werden wie wieviel wir wird wo wobei wohin womit worauf wurde zu zum zur zwischen über wegen`),
    letters: /[äöüß]/g,
    endings: /(?:ung|ungen|heit|keit|schaft|lich|isch|ieren|druck|anlage|ventil|pumpe|wert|zeit|plan|buch)$/,
  },
  {
    language: 'vi',
    words: words(`ai bao bằng bị bởi các cách cái cần cho chưa có còn của cũng do dùng được đã đang đây đến để đi đó được gì hay hãy hoặc khi khi không là làm
      lại lên lúc mà máy mỗi một nào này nên nếu ngay nhiêu nhiều như những nhưng ở phải qua ra rồi sau sẽ so tại tài thì theo thế thiết trên trong trước tới từ
      và vào vẫn về vì với xuống yêu
      bang bi cac cach can co con cua dang den duoc gi hoac khi khong la lam mot nao nay neu nhieu nhu nhung phai sau se tai theo thiet tren truoc tu va vao voi`),
    letters: /[ăđơưắằẳẵặấầẩẫậếềểễệốồổỗộớờởỡợứừửữựảạẻẽẹỉĩịỏọủũụỷỹỵ]/g,
    endings: null,
  },
  {
    language: 'fr',
    words: words(`au aux avec ce ces cette comment dans de des doit du elle en est et il la le les leur mais ne nous ou où par pas plus pour quand que quel quelle quels
      quelles qui sa sans se ses si son sont sous sur un une vous à être`),
    letters: /[èêëçœîûù]/g,
    endings: /(?:eux|ement|ique|eur|euse|aux)$/,
  },
  {
    language: 'es',
    words: words(`al como con cuál cuando cuándo cuánto de del desde donde dónde el en entre es esta este hay la las lo los más no o para pero por qué que se si sin sobre son su
      sus un una y`),
    letters: /[ñ¿¡]/g,
    endings: /(?:ción|dad|mente|iento)$/,
  },
  {
    language: 'it',
    words: words('a al alla che come con cosa da dal della delle del dei di dove e è gli il in la le lo nel nella non o per più quale quali quando quanto se si sono su un una'),
    letters: null,
    endings: /(?:zione|mente|ità|aggio)$/,
  },
  {
    language: 'pt',
    words: words('ao as com como da das de do dos e em é entre há mais na não nas no nos o onde os para por qual quando quanto que se sem são sua um uma'),
    letters: /[ãõ]/g,
    endings: /(?:ção|ções|dade|mente)$/,
  },
  {
    language: 'nl',
    words: words('aan als bij dan dat de deze die dit door een en er het hoe hoeveel in is kan met moet naar niet of om onder ook op over te tot uit van voor waar wanneer wat welke worden wordt zijn'),
    letters: null,
    endings: /(?:ing|lijk|heid|druk)$/,
  },
  {
    language: 'pl',
    words: words('aby co czy dla do gdzie i ile jak jaka jaki jakie jest kiedy lub ma na nie od o po przez się są to w z za że'),
    letters: /[ąćęłńśźż]/g,
    endings: null,
  },
];
