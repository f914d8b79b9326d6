import type { Language } from "../language.ts";
import { html, type Html } from "./html.ts";

/** A system with a browser that keeps certificates in its own way. */
const systems = ["windows", "firefox", "mac", "ios", "android"] as const;
type System = (typeof systems)[number];

/** The guide for the visitor's own browser; Windows with Chrome or Edge when nothing else is recognised. */
export function systemOf(userAgent: string): System {
  if (/iPhone|iPad|iPod/.test(userAgent)) return "ios";
  if (/Android/.test(userAgent)) return "android";
  if (/Firefox\//.test(userAgent)) return "firefox";
  // iPads call themselves Macintosh; their guide is one click away.
  return /Macintosh/.test(userAgent) ? "mac" : "windows";
}

interface Guide {
  readonly title: string;
  readonly steps: readonly string[];
}

const guides: Record<Language, Record<System, Guide>> = {
  ja: {
    windows: {
      title: "Windows（Chrome・Edge）",
      steps: [
        "ダウンロードした .p12 ファイルをダブルクリックします。「証明書のインポート ウィザード」が開きます。",
        "保存場所は「現在のユーザー」のまま、「次へ」を2回押します。",
        "「パスワード」に受け取りパスワードを、ハイフン（-）も含めて入力し、「次へ」を押します。「秘密キーの保護を強力にする」などのチェックは付けません。",
        "証明書ストアは「証明書の種類に基づいて、自動的に証明書ストアを選択する」のまま、「次へ」「完了」を押します。「Madoguchi Server CA」をインストールするか尋ねられたら「はい」を選びます。",
        "「正しくインポートされました」と出たら、ブラウザーのウィンドウをすべて閉じます。",
      ],
    },
    firefox: {
      title: "Windows・macOS（Firefox）",
      steps: [
        "Firefoxの「設定」→「プライバシーとセキュリティ」→「証明書を表示」を開きます。",
        "「あなたの証明書」の「インポート」を押し、ダウンロードした .p12 ファイルを選びます。",
        "受け取りパスワードを、ハイフン（-）も含めて入力します。",
        "Firefoxのウィンドウをすべて閉じます。",
      ],
    },
    mac: {
      title: "macOS（Safari・Chrome）",
      steps: [
        "ダウンロードした .p12 ファイルをダブルクリックします。「キーチェーンアクセス」が開きます。",
        "追加先は「ログイン」を選び、受け取りパスワードを、ハイフン（-）も含めて入力します。",
        "一覧の「Madoguchi Server CA」をダブルクリックし、「信頼」を「常に信頼」にします。",
        "SafariまたはChromeを終了（command + Q）します。次に開いたとき、キーチェーンのパスワードを尋ねられたら「常に許可」を押します。",
      ],
    },
    ios: {
      title: "iPhone・iPad（Safari）",
      steps: [
        "Safariでダウンロードし、「プロファイルがダウンロードされました」と出たら閉じます。",
        "「設定」→「一般」→「VPNとデバイス管理」で、ダウンロードしたプロファイルを開き、「インストール」を押します。",
        "端末のパスコードを入力し、続いて受け取りパスワードを、ハイフン（-）も含めて入力します。",
        "「設定」→「一般」→「情報」→「証明書信頼設定」で「Madoguchi Server CA」をオンにします。",
        "Safariを終了してから開き直します。",
      ],
    },
    android: {
      title: "Android（Chrome）",
      steps: [
        "ダウンロードした .p12 ファイルを開きます。開かないときは「設定」→「セキュリティ」→「その他のセキュリティ設定」→「証明書のインストール」→「VPNとアプリユーザー証明書」から選びます。",
        "受け取りパスワードを、ハイフン（-）も含めて入力します。",
        "証明書の種類は「VPNとアプリユーザー証明書」を選びます。",
        "Chromeを終了してから開き直し、証明書の選択画面で「選択」を押します。",
      ],
    },
  },
  en: {
    windows: {
      title: "Windows (Chrome, Edge)",
      steps: [
        "Double-click the downloaded .p12 file. The Certificate Import Wizard opens.",
        'Leave "Current User" and press "Next" twice.',
        'Enter the retrieval password with its hyphens and press "Next". Leave the other boxes as they are.',
        'Leave "Automatically select the certificate store" and finish. If asked about "Madoguchi Server CA", answer "Yes".',
        'After "The import was successful", close every window of the browser.',
      ],
    },
    firefox: {
      title: "Windows, macOS (Firefox)",
      steps: [
        "In Firefox open Settings, Privacy & Security, View Certificates.",
        'Under "Your Certificates" press "Import" and choose the downloaded .p12 file.',
        "Enter the retrieval password with its hyphens.",
        "Close every window of Firefox.",
      ],
    },
    mac: {
      title: "macOS (Safari, Chrome)",
      steps: [
        "Double-click the downloaded .p12 file. Keychain Access opens.",
        'Choose the keychain "login" and enter the retrieval password with its hyphens.',
        'Double-click "Madoguchi Server CA" in the list and set "Trust" to "Always Trust".',
        'Quit Safari or Chrome (command + Q). If the keychain asks for its password next time, press "Always Allow".',
      ],
    },
    ios: {
      title: "iPhone, iPad (Safari)",
      steps: [
        "Download with Safari and close the message about a downloaded profile.",
        'In Settings, General, VPN & Device Management open the profile and press "Install".',
        "Enter the passcode of the device, then the retrieval password with its hyphens.",
        'In Settings, General, About, Certificate Trust Settings switch "Madoguchi Server CA" on.',
        "Close Safari and open it again.",
      ],
    },
    android: {
      title: "Android (Chrome)",
      steps: [
        'Open the downloaded .p12 file. If that does not work: Settings, Security, More security settings, Install a certificate, "VPN & app user certificate".',
        "Enter the retrieval password with its hyphens.",
        'As the kind of certificate choose "VPN & app user certificate".',
        'Close Chrome and open it again; press "Select" when it shows the certificate.',
      ],
    },
  },
};

/** How to import a `.p12`: for the visitor's own system in full, for the others one click away. */
export function importGuides(userAgent: string, language: Language): Html {
  const own = systemOf(userAgent);
  const others = systems.filter((system) => system !== own);
  const more = language === "ja" ? "ほかの端末をお使いの方" : "Other devices";
  return html`<h3>${guides[language][own].title}</h3>
    ${stepsOf(guides[language][own])}
    <h3>${more}</h3>
    ${others.map(
      (system) =>
        html`<details>
          <summary>${guides[language][system].title}</summary>
          ${stepsOf(guides[language][system])}
        </details>`,
    )}`;
}

function stepsOf({ steps }: Guide): Html {
  return html`<ol>
    ${steps.map((step) => html`<li>${step}</li>`)}
  </ol>`;
}
