/** What both mails of an invitation say. */
export interface Invitation {
  readonly language: "ja" | "en";
  readonly programme: string;
  readonly organization: string;
  readonly personName: string;
  readonly link: string;
  readonly retrievalPassword: string;
  readonly expiresAt: Date;
  readonly contact: readonly string[];
}

interface MailText {
  readonly subject: string;
  readonly text: string;
}

/** The mail with the link, and no password. */
export function linkMail(invitation: Invitation): MailText {
  const { programme, link, contact } = invitation;
  const until = minuteIn(invitation);
  if (invitation.language === "en") {
    return {
      subject: `[${programme}] How to begin: your certificate`.slice(0, 200),
      text: `${addressee(invitation)}

A certificate for "${programme}" is ready for you. Please open this link on the computer that you will use:

${link}

The link works once, until ${until} (Japanese time).
You will be asked for the retrieval password, which comes in another mail.
Your login name and initial password are in the letter from the secretariat.

${contact.join("\n")}
`,
    };
  }
  return {
    subject: `【${programme}】利用開始のご案内（電子証明書の受け取り）`.slice(0, 200),
    text: `${addressee(invitation)}

「${programme}」をご利用いただくための電子証明書を用意しました。
お使いになるパソコンで、次のリンクを開いてください。

${link}

・リンクの期限は ${until} です。受け取りは1回だけです。
・画面で「受け取りパスワード」をお尋ねします。別のメールでお送りします。
・ログイン名と初期パスワードは、事務局からお渡しする書面にあります。

${contact.join("\n")}
`,
  };
}

/** The mail with the retrieval password, and no link. */
export function passwordMail(invitation: Invitation): MailText {
  const { programme, retrievalPassword, contact } = invitation;
  if (invitation.language === "en") {
    return {
      subject: `[${programme}] Retrieval password`.slice(0, 200),
      text: `${addressee(invitation)}

This is the retrieval password for your certificate:

${retrievalPassword}

You need it twice: on the page behind the link of the other mail, and when you import the certificate file (.p12).
Please type it with its hyphens.

${contact.join("\n")}
`,
    };
  }
  return {
    subject: `【${programme}】受け取りパスワードのお知らせ`.slice(0, 200),
    text: `${addressee(invitation)}

電子証明書の受け取りパスワードをお知らせします。

${retrievalPassword}

・別のメールのリンクを開いた画面で入力してください。
・受け取った電子証明書（.p12ファイル）を取り込むときにも、同じパスワードを使います。ハイフン（-）も含めて入力してください。

${contact.join("\n")}
`,
  };
}

function addressee({ language, organization, personName }: Invitation): string {
  if (language === "en") return [personName, organization].filter(Boolean).join(", ");
  return [organization, `${personName} 様`].filter(Boolean).join("\n");
}

function minuteIn({ language, expiresAt }: Invitation): string {
  const locale = language === "ja" ? "ja-JP" : "en-GB";
  return new Intl.DateTimeFormat(locale, { dateStyle: "long", timeStyle: "short", timeZone: "Asia/Tokyo" }).format(
    expiresAt,
  );
}
