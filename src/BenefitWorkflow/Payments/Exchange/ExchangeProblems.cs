using BenefitWorkflow.Engine.Execution;

namespace BenefitWorkflow.Payments.Exchange;

/// <summary>What goes wrong between us and the bank's end. Messages name hosts, folders and files, never what is in them.</summary>
internal static class ExchangeProblems
{
    public static Refusal Unreachable(string channel) => new("exchange.unreachable",
        $"无法访问银行交换通道 {channel}；请检查网络、目录与权限，恢复后会自动继续。", $"The exchange {channel} cannot be reached; check network, folders and rights, it goes on by itself afterwards.");

    public static Refusal HostKey(string host, string found) => new("exchange.host-key",
        $"SFTP 服务器 {host} 的主机密钥为 SHA256:{found}，与设置 Payments:Exchange:Sftp:HostKeySha256 不符，已断开；请向银行核实后再更新设置。",
        $"The host key of {host} is SHA256:{found}, not what Payments:Exchange:Sftp:HostKeySha256 says; nothing was exchanged. Ask the bank before changing the setting.");

    public static Refusal SignIn(string host) => new("exchange.sign-in",
        $"SFTP 服务器 {host} 拒绝登录；请核对用户名与密钥或口令。", $"The SFTP server {host} refuses to sign us in; check user and key or password.");

    public static Refusal NameTaken(string name) => new("exchange.name-taken",
        $"银行端已有同名但内容不同的文件 {name}，未覆盖；请与银行核实其来源。", $"The bank's end has another file named {name}; it was not written over. Find out with the bank where it comes from.");

    public static Refusal NotTaken(string name) => new("exchange.not-taken",
        $"文件 {name} 未能写入银行端，对方没有收到；请检查空间与权限后重新发送。", $"The file {name} could not be written at the bank's end, which does not have it; check space and rights and send it again.");

    public static Refusal BrokeOff(string name) => new("exchange.broke-off",
        $"文件 {name} 的交接在最后一步中断，银行可能已收到；请查询，不要重发。", $"Handing over {name} broke off at its last step: the bank may have it. Inquire, do not send it again.");

    public static Refusal AnswerGone(string name) => new("exchange.answer-gone",
        $"回单文件 {name} 已不在银行端或正被改写；下次再取。", $"The answer {name} is gone from the bank's end or is being written; it is fetched the next time.");
}
