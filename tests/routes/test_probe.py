import time, collections, pytest
from tests.routes.seed import build_world
from tests.routes.visits import *
@pytest.mark.django_db
def test_probe():
    t=time.time(); world=build_world(); print("seed", time.time()-t)
    v=Visitor(world); print("clients", time.time()-t)
    c=collections.Counter(); tt=collections.Counter(); n=collections.Counter()
    with quick_documents():
        for route in all_routes():
            for owner in owners_of(route):
                for m in METHODS:
                    for a in ("public","planning_coordinator","body_member"):
                        t=time.time()
                        try: an=v.visit(route,m,owner,a)
                        except Exception as e:
                            print("EXC",route.name,m,owner,a,type(e),str(e)[:200]); continue
                        d=time.time()-t; tt[(route.name,m,owner)]+=d; n[(m,owner)]+=1; c[(m,owner)]+=d
                        if an.status=="500": print(500, route.name,m,owner,a)
    for k in c: print(k, n[k], c[k]/n[k])
    print(tt.most_common(15))
    assert 0
