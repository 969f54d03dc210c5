using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace BenefitWorkflow.Tests.Startup;

public sealed class When_the_port_is_taken
{
    [Fact]
    public async Task Should_say_so_and_end()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var data = Directory.CreateTempSubdirectory("bw-port-");
        var start = new ProcessStartInfo(Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet")
        {
            RedirectStandardOutput = true, RedirectStandardError = true, StandardErrorEncoding = System.Text.Encoding.UTF8, WorkingDirectory = data.FullName,
        };
        foreach (var argument in (string[])[typeof(ServiceHost).Assembly.Location, "--data", data.FullName, "--Urls", $"http://{other.LocalEndpoint}"]) start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        await output;
        data.Delete(recursive: true);

        Assert.Equal(2, process.ExitCode);
        Assert.Contains("端口已被占用", errors, StringComparison.Ordinal);
        Assert.Contains("--urls", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("Unhandled exception", errors, StringComparison.Ordinal);
    }
}
