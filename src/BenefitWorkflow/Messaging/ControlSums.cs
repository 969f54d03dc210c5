using System.Runtime.InteropServices;
using BenefitWorkflow.Contracts;

namespace BenefitWorkflow.Messaging;

/// <summary>Which of a control line's figures.</summary>
internal enum ControlKind
{
    Ordered = 0,
    Released = 1,
    Settled = 2,
    Failed = 3,
    Returned = 4,
}

/// <summary>Adds up control lines.</summary>
internal sealed class ControlSums
{
    private readonly Dictionary<(string Programme, string? Source), ControlFigureV1[]> _lines = [];

    /// <summary>Ordered by programme and source, the programme's own line first.</summary>
    public IReadOnlyList<ControlLineV1> Lines =>
    [
        .. _lines.OrderBy(l => l.Key.Programme, StringComparer.Ordinal).ThenBy(l => l.Key.Source, StringComparer.Ordinal)
            .Select(l => new ControlLineV1(l.Key.Programme, l.Key.Source, l.Value[0], l.Value[1], l.Value[2], l.Value[3], l.Value[4])),
    ];

    /// <summary>The kind of a payment event that moves money or its promise; null for one that only says where it is, and for an event of a case.</summary>
    public static ControlKind? KindOf(IDisbursementEventV1 e) => e switch
    {
        PaymentOrderedV1 => ControlKind.Ordered,
        PaymentReleasedV1 => ControlKind.Released,
        PaymentSettledV1 => ControlKind.Settled,
        PaymentFailedV1 => ControlKind.Failed,
        PaymentReturnedV1 => ControlKind.Returned,
        _ => null,
    };

    public void Add(string programme, string? source, ControlKind kind, long fen)
    {
        ref var figures = ref CollectionsMarshal.GetValueRefOrAddDefault(_lines, (programme, source), out _);
        figures ??= new ControlFigureV1[5];
        ref var figure = ref figures[(int)kind];
        figure = new(figure.Count + 1, figure.Fen + fen);
    }

    public void AddWithShares(IDisbursementEventV1 e, ControlKind kind)
    {
        Add(e.Programme, null, kind, e.AmountFen);
        foreach (var share in e.Funding) Add(e.Programme, share.Source, kind, share.AmountFen);
    }
}
