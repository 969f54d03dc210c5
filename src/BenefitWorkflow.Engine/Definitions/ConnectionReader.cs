using System.Text.Json;

namespace BenefitWorkflow.Engine.Definitions;

/// <summary>Reads a flowchart's connections in either of Elsa's two forms.</summary>
internal static class ConnectionReader
{
    private const string DefaultPort = "Done";

    public static CompiledConnection[] Read(JsonElement root, CompiledActivity[] activities, ProblemLog problems)
    {
        var index = activities.ToDictionary(activity => activity.Id, activity => activity.Index, StringComparer.Ordinal);
        var keys = new HashSet<string>(StringComparer.Ordinal);
        var connections = new List<CompiledConnection>();
        foreach (var element in root.Items("connections"))
        {
            var (source, port) = End(element, "source", "sourcePort");
            var (target, inPort) = End(element, "target", "targetPort");
            port ??= DefaultPort;
            if (source is null || target is null)
            {
                problems.Missing(source, "connections[].source, connections[].target");
                continue;
            }
            if (!index.TryGetValue(source, out var from) || !index.TryGetValue(target, out var to))
            {
                problems.UnknownConnectionEnd(source, index.ContainsKey(source) ? target : source);
                continue;
            }
            if (inPort is not (null or "" or "In")) problems.UnknownPort(target, inPort);
            if (!activities[from].IsUnknown && !activities[from].Declares(port)) problems.UnknownPort(source, port);
            var key = $"{source}>{port}>{target}";
            if (keys.Add(key)) connections.Add(new CompiledConnection(connections.Count, from, port, to, key, IsForward: true));
            else problems.DuplicateConnection(source, port, target);
        }
        return [.. connections];
    }

    // { source: { activity, port } } as Elsa writes it, or { source: id, sourcePort } as it also reads it.
    private static (string? Activity, string? Port) End(JsonElement connection, string name, string flatPort) =>
        connection.Field(name) switch
        {
            { ValueKind: JsonValueKind.String } flat => (flat.GetString(), connection.Text(flatPort)),
            { ValueKind: JsonValueKind.Object } end => (end.Text("activity"), end.Text("port")),
            _ => (null, null),
        };
}
