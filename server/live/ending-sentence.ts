const sentences = {
  certificate: {
    ja: "電子証明書が使えなくなったため、画面を終了しました。事務局へお問い合わせください。",
    en: "This page was closed because your certificate is no longer accepted. Please contact the secretariat.",
  },
  session: {
    ja: "ログインが終了しました。もう一度ログインしてください。",
    en: "You have been logged out. Please log in again.",
  },
};

/** What the open page says when its person is no longer inside. */
export function endingSentence(cause: keyof typeof sentences, locale: "ja" | "en"): string {
  return sentences[cause][locale];
}
