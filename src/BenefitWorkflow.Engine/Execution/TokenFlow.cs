using BenefitWorkflow.Engine.Definitions;

namespace BenefitWorkflow.Engine.Execution;

/// <summary>
/// Tokens, bookmarks and the queue of one burst, after Elsa's token flow. A token lies on a connection until its target
/// runs; an activity is live while it is queued, blocked or has a token waiting for it.
/// </summary>
internal sealed class TokenFlow(WorkflowDefinition definition, List<Effect> effects)
{
    private readonly CompiledActivity[] _activities = definition.Compiled;
    private readonly CompiledConnection[] _connections = definition.CompiledConnections;
    private readonly int[] _live = new int[definition.Compiled.Length];
    private readonly List<(int Activity, int Visit)> _bookmarks = [];
    private readonly List<int> _tokens = [];
    private readonly List<int> _queue = [];
    private int _head;

    public void OpenBookmark(int activity, int visit)
    {
        _bookmarks.Add((activity, visit));
        _live[activity]++;
    }

    public void CloseBookmark(int activity, int visit)
    {
        if (_bookmarks.Remove((activity, visit))) _live[activity]--;
    }

    /// <summary>Puts a token on a connection without looking at its target.</summary>
    public void Place(int connection)
    {
        _tokens.Add(connection);
        _live[_connections[connection].Target]++;
    }

    /// <summary>A completed activity sends its tokens; all are out before any target is looked at.</summary>
    public void Emit(int[] connections)
    {
        foreach (var connection in connections) Place(connection);
        foreach (var connection in connections)
            // Gone when an earlier connection of this very emission already ran or cancelled the target.
            if (_tokens.Contains(connection)) Consider(connection);
    }

    public void Schedule(int activity)
    {
        RemoveTokensTo(activity);
        _queue.Add(activity);
        _live[activity]++;
    }

    /// <summary>The next activity to run; when the queue is empty, one whose wait has become pointless.</summary>
    public bool TryNext(out int activity)
    {
        while (true)
        {
            while (_head < _queue.Count)
            {
                activity = _queue[_head++];
                if (activity < 0) continue;
                _live[activity]--;
                return true;
            }
            if (!ReleaseOne()) break;
        }
        activity = -1;
        return false;
    }

    public void CancelAll()
    {
        foreach (var (activity, visit) in _bookmarks) effects.Add(new BookmarkClosed(_activities[activity].Id, visit));
        _bookmarks.Clear();
        _tokens.Clear();
        _queue.Clear();
        _head = 0;
        Array.Clear(_live);
    }

    /// <summary>The activity that waits for tokens although nothing is left that could send them; null when all is well.</summary>
    public int? StuckAt() => _bookmarks.Count == 0 && _tokens.Count > 0 ? _connections[_tokens[0]].Target : null;

    public Bookmark[] Bookmarks()
    {
        var bookmarks = new Bookmark[_bookmarks.Count];
        for (var i = 0; i < bookmarks.Length; i++) bookmarks[i] = new Bookmark(_activities[_bookmarks[i].Activity].Id, _bookmarks[i].Visit);
        return bookmarks;
    }

    public string[] Tokens()
    {
        if (_tokens.Count == 0) return [];
        var keys = new string[_tokens.Count];
        for (var i = 0; i < keys.Length; i++) keys[i] = _connections[_tokens[i]].Key;
        return keys;
    }

    private void Consider(int connection)
    {
        var target = _activities[_connections[connection].Target];
        switch (target.Merge)
        {
            case MergeMode.Race when IsRunning(target.Index):
                // Late: another branch has won and its run is still under way.
                _tokens.Remove(connection);
                _live[target.Index]--;
                return;
            case MergeMode.Race:
                CancelAncestors(target);
                break;
            case MergeMode.Merge when target.ForwardInbound.Length > 1 && !AllPresent(target.ForwardInbound):
            case MergeMode.Converge when target.Inbound.Length > 1 && !AllPresent(target.Inbound):
            case MergeMode.Stream when HasLiveSource(target):
                return;
        }
        Schedule(target.Index);
    }

    private bool IsRunning(int activity)
    {
        foreach (var bookmark in _bookmarks)
            if (bookmark.Activity == activity) return true;
        return _queue.IndexOf(activity, _head) >= 0;
    }

    private bool AllPresent(int[] connections)
    {
        foreach (var connection in connections)
            if (!_tokens.Contains(connection)) return false;
        return true;
    }

    private bool HasLiveSource(CompiledActivity activity)
    {
        foreach (var source in activity.ForwardSources)
            if (_live[source] > 0) return true;
        return false;
    }

    // A streaming target waited for a branch that then went another way. Elsa leaves its token lying; the rule says to ignore untaken branches.
    private bool ReleaseOne()
    {
        foreach (var token in _tokens)
        {
            var target = _activities[_connections[token].Target];
            if (target.Merge != MergeMode.Stream || HasLiveSource(target)) continue;
            Schedule(target.Index);
            return true;
        }
        return false;
    }

    private void CancelAncestors(CompiledActivity winner)
    {
        for (var i = _bookmarks.Count - 1; i >= 0; i--)
            if (winner.Ancestors[_bookmarks[i].Activity]) _live[_bookmarks[i].Activity]--;
        foreach (var (activity, visit) in _bookmarks)
            if (winner.Ancestors[activity]) effects.Add(new BookmarkClosed(_activities[activity].Id, visit));
        _bookmarks.RemoveAll(bookmark => winner.Ancestors[bookmark.Activity]);

        for (var i = _head; i < _queue.Count; i++)
        {
            if (_queue[i] < 0 || !winner.Ancestors[_queue[i]]) continue;
            _live[_queue[i]]--;
            _queue[i] = -1;
        }
        for (var i = _tokens.Count - 1; i >= 0; i--)
        {
            var target = _connections[_tokens[i]].Target;
            if (!winner.Ancestors[target]) continue;
            _live[target]--;
            _tokens.RemoveAt(i);
        }
    }

    private void RemoveTokensTo(int activity)
    {
        for (var i = _tokens.Count - 1; i >= 0; i--)
        {
            if (_connections[_tokens[i]].Target != activity) continue;
            _live[activity]--;
            _tokens.RemoveAt(i);
        }
    }
}
