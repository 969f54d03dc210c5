using BenchmarkDotNet.Attributes;
using BenefitWorkflow.Bench.Measuring;
using BenefitWorkflow.Bench.Service;
using BenefitWorkflow.Cases.Execution;
using BenefitWorkflow.Deadlines;
using BenefitWorkflow.Engine.Definitions;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Programmes;
using BenefitWorkflow.Store;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Bench.Micro;

/// <summary>One decision, without any database: the approval that reserves the money and opens the notice step.</summary>
public class PlannerBenchmarks
{
    private readonly Signal _signal = new("Approve", new Dictionary<string, object?>(), "approve1", 1);
    private WorkflowDefinition _definition = null!;
    private CaseFacts _facts = null!;
    private string _position = "";
    private DateTimeOffset _now;

    /// <summary>A case as the service itself opens and stores it.</summary>
    [GlobalSetup]
    public async Task SetUpAsync()
    {
        using var folder = new ScratchFolder(null);
        await using var service = await BenchService.CreateAsync(new BenchStore(StoreKind.Sqlite, folder.Path, null));
        var id = (await new CasePath(service).OpenAsync(1, 1))[0];
        await using var db = service.Store.Read();
        var @case = await db.Cases.SingleAsync(c => c.Id == id);
        var catalog = service.Get<ProgrammeCatalog>();
        _definition = catalog.FindDefinition(@case.DefinitionId, @case.DefinitionVersion)!;
        _now = service.Time.GetUtcNow();
        _position = @case.PositionText;
        _facts = new CaseFacts
        {
            Case = @case, Actor = BenchService.Approver, Programme = service.AidProgramme, Scheme = service.AidProgramme.Schemes.Single(s => s.Key == @case.SchemeKey),
            Definition = _definition, Calendar = WorkingCalendar.Load(), Today = ShanghaiTime.LocalDate(_now),
        };
        if (Decide() is not DecisionResult.Decided) throw new InvalidOperationException("The approval was not decided.");
    }

    [Benchmark(Description = "Planner.Decide, an approval")]
    public DecisionResult Decide() => Planner.Decide(_definition, Position.Parse(_position), _signal, _facts, _now);

    [Benchmark(Description = "Position.Parse")]
    public Position Parse() => Position.Parse(_position);
}
