/// The words of the posts. Together they have UTF-8 of one to four bytes, joined emoji and every common JSON escape.
extension Script {
  static let english = Script(
    language: "en",
    maximumTextBytes: 300,
    phrases: [
      Phrase("the ferry leaves at six "),
      Phrase("and nobody told the cat, "),
      Phrase("good morning everyone! "),
      Phrase("I have so many questions about this "),
      Phrase(#"she said \"not today\" and left "#),
      Phrase(#"first things first:\n\n"#),
      Phrase("here is the thing 🙂 "),
      Phrase("after three days of rain "),
      Phrase("we finally fixed the old radio "),
      Phrase("👩‍💻 "),
      Phrase(#"it lives in C:\\temp of all places "#),
      Phrase("which is more than enough for now. "),
      Phrase("a naïve café in Zürich "),
      Phrase("new chapter is up 🚀✨ "),
      Phrase("does anybody else remember? "),
      Phrase("long story short, "),
    ],
    ending: "and so it goes on and on until the very end of it all",
    tags: ["bluesky", "art", "NowPlaying", "catsofbluesky", "photography", "gardening", "f1", "booksky"]
  )

  static let portuguese = Script(
    language: "pt",
    maximumTextBytes: 300,
    phrases: [
      Phrase("não acredito que já é sexta "),
      Phrase("a manhã começou com pão e café "),
      Phrase("você também viu isso? "),
      Phrase("que saudade da minha avó "),
      Phrase(#"ele disse \"até amanhã\" e foi "#),
      Phrase(#"últimas notícias:\n"#),
      Phrase("coração 💛 "),
      Phrase("as lições da eleição, "),
      Phrase("mañana será otro día "),
      Phrase("élève, où êtes-vous ? "),
      Phrase("👍🏽 "),
      Phrase("schöne Grüße aus Köln "),
      Phrase("amanhã tem jogo às três "),
      Phrase("isso aí, irmão! "),
      Phrase("um pássaro azul 🐦 "),
      Phrase("até que enfim, férias "),
    ],
    ending: "e assim continua a história até o fim de tudo, sem pressa",
    tags: ["música", "poesia", "futebol", "fotografia", "ciência", "coração", "livros", "bolhadev"]
  )

  static let japanese = Script(
    language: "ja",
    maximumTextBytes: 720,
    phrases: [
      Phrase("今日はとても良い天気です。"),
      Phrase("猫が窓辺で眠っている。"),
      Phrase("朝ごはんを食べました、"),
      Phrase("電車が少し遅れています。"),
      Phrase("新しい本を読み始めた、"),
      Phrase(#"「また明日」と言った。\n"#),
      Phrase("桜がきれいですね🌸"),
      Phrase("おはようございます。"),
      Phrase("写真をたくさん撮った、"),
      Phrase("夜はカレーにしよう。"),
      Phrase("お疲れさまでした🙇‍♀️"),
      Phrase("ずっと待っていました。"),
      Phrase("コーヒーをもう一杯、"),
      Phrase("海まで歩いて行った。"),
      Phrase("絵を描いています🎨"),
      Phrase("雨が降りそうだなあ、"),
    ],
    ending: "そして物語はまだまだ続いていきます終わりはまだ見えない",
    tags: ["写真", "猫", "今日のごはん", "イラスト", "青空ごはん部", "桜", "読書", "空"]
  )

  static let russian = Script(
    language: "ru",
    maximumTextBytes: 460,
    phrases: [
      Phrase("сегодня опять идёт снег "),
      Phrase("доброе утро, друзья! "),
      Phrase("кот спит на подоконнике "),
      Phrase("никто этого не ожидал "),
      Phrase(#"он сказал: \"завтра\" "#),
      Phrase(#"вот что важно:\n\n"#),
      Phrase("поезд опоздал на час "),
      Phrase("это было прекрасно 🌙 "),
      Phrase("читаю старые письма "),
      Phrase("чай, варенье и книга "),
      Phrase("посмотрите на небо ✨ "),
      Phrase("разговор продолжается "),
      Phrase("новая глава готова "),
      Phrase("наконец-то выходные "),
      Phrase("👨‍👩‍👧‍👦 "),
      Phrase("вспоминаю то лето "),
    ],
    ending: "и так далее до самого конца этой долгой истории",
    tags: ["новости", "фото", "музыка", "книги", "котики", "искусство", "весна", "наука"]
  )

  static let arabic = Script(
    language: "ar",
    maximumTextBytes: 440,
    phrases: [
      Phrase("صباح الخير يا أصدقاء "),
      Phrase("القهوة جاهزة الآن "),
      Phrase("السماء جميلة اليوم "),
      Phrase("قرأت كتابا جديدا "),
      Phrase(#"قال \"إلى اللقاء\" "#),
      Phrase(#"ملاحظة مهمة:\n"#),
      Phrase("البحر هادئ هذا المساء "),
      Phrase("مساء النور 🌙 "),
      Phrase("القطة نائمة قرب النافذة "),
      Phrase("شكرا لكم جميعا 🙏🏼 "),
      Phrase("انتظرنا القطار طويلا "),
      Phrase("ما رأيكم في هذا؟ "),
      Phrase("حديقة صغيرة وسط المدينة "),
      Phrase("سافرنا عند الفجر، "),
      Phrase("تبدأ الحكاية من هنا "),
      Phrase("🏳️‍🌈 "),
    ],
    ending: "وهكذا تستمر الحكاية حتى النهاية دون أن تتوقف",
    tags: ["صباح_الخير", "صورة", "موسيقى", "كتب", "قهوة", "شعر", "أخبار", "فن"]
  )
}
