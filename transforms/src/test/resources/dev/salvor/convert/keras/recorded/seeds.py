"""What follows from a seed, windows of computed length, eigenvalues of tridiagonal matrices; a Lambda's CTC loss.

    python seeds.py DIR

Run with 2.9 and 2.15; the Lambda with 2.3 and with Keras 2.2.4 of TensorFlow 1.12 too.
"""
import os, sys, numpy as np
os.environ['TF_CPP_MIN_LOG_LEVEL']='3'; os.environ['CUDA_VISIBLE_DEVICES']='-1'
import tensorflow as tf
out=sys.argv[1]; os.path.isdir(out) or os.makedirs(out); rng=np.random.RandomState(7); version=tuple(map(int,tf.__version__.split('.')[:2])); old=version<(2,0)
f=lambda *s:rng.normal(size=s).astype('float32')
u=lambda *s:rng.uniform(0.02,0.98,size=s).astype('float32')
i=lambda n,*s:rng.randint(0,n,size=s).astype('int32')
if old: import keras; K=keras.backend
else: keras=tf.keras; K=keras.backend
soft=lambda x:np.exp(x)/np.exp(x).sum(-1,keepdims=True)
cases={'ctc_lambda':(lambda *x:keras.layers.Lambda(lambda a:K.ctc_batch_cost(a[0],a[1],a[2],a[3]),output_shape=(1,))(list(x)),
    np.array([[1,2,0],[3,3,1],[0,0,0]],'float32'),soft(f(3,8,5)),np.array([[8],[7],[5]],'int32'),np.array([[2],[3],[1]],'int32'))}
if version>=(2,9):
    R=tf.random; E=R.experimental; I=tf.image; W=tf.signal
    n=np.array([[6],[3]],'int32')
    at=lambda x:x[0,0]
    cases.update({
     'binomial':(lambda s,p:R.stateless_binomial([3,4],s[0],tf.cast([2,10,30,100],'float32'),p[0]),i(99,1,2),u(1,4)),
     'binomial_whole':(lambda p:R.stateless_binomial([2,4],[3,-5],tf.constant([2.,10.,30.,100.]),p[0],output_dtype='int64'),u(1,4)),
     'poisson':(lambda s,x:R.stateless_poisson([3,4],s[0],x[0]*30),i(99,1,2),u(1,4)),
     'poisson_float':(lambda x:R.stateless_poisson([3,4],[1,2],x[0],dtype='float32'),u(1,4)),
     'gamma':(lambda s,a:R.stateless_gamma([3,4],s[0],a[0]*4,beta=[.5,1.,2.,4.]),i(99,1,2),u(1,4)),
     'gamma_plain':(lambda a:R.stateless_gamma([5,4],[7,8],a[0]),u(1,4)),
     'truncated':(lambda s:R.stateless_parameterized_truncated_normal([9],s[0],means=1.,stddevs=2.,minvals=-1.,maxvals=1.5),i(99,1,2)),
     'truncated_plain':(lambda s:R.stateless_parameterized_truncated_normal([9],s[0]),i(99,1,2)),
     'split':(lambda s:[E.stateless_split(s[0],3),E.stateless_split(s[1])],i(99,2,2)),
     'fold_in':(lambda d:E.stateless_fold_in([1,2],d[0,0]),i(99,1,1)),
     'fold_in_seed':(lambda s:E.stateless_fold_in(s[0],7),i(99,1,2)),
     'index_shuffle':(lambda s:[E.index_shuffle(k,s[0],9) for k in (0,4,9)],i(99,1,2)),
     'stateless_dropout':(lambda x,s:tf.nn.experimental.stateless_dropout(x,.4,s[0]),f(3,5),i(99,1,2)),
     'crop':(lambda x,s:I.stateless_random_crop(x[0],[3,4,3],s[0]),u(1,6,7,3),i(99,1,2)),
     'flips':(lambda x,s:[I.stateless_random_flip_left_right(x,s[0]),I.stateless_random_flip_up_down(x,s[1]),I.stateless_random_flip_up_down(x[0],s[2])],u(4,3,4,3),i(99,3,2)),
     'distorted_box':(lambda b,s:I.stateless_sample_distorted_bounding_box([40,50,3],b,s[0],min_object_covered=.3,area_range=[.2,.9]),np.array([[[.1,.2,.9,.8]]],'float32'),i(99,1,2)),
     'hann':(lambda n:[W.hann_window(n[0,0]),W.hann_window(n[1,0]),W.hann_window(n[0,0],periodic=False),W.hann_window(n[1,0]-2)],n),
     'hamming':(lambda n:[W.hamming_window(n[0,0]),W.hamming_window(n[1,0],periodic=False)],n),
     'kaiser':(lambda n:[W.kaiser_window(n[0,0]),W.kaiser_window(n[1,0],beta=4.)],n),
     'kaiser_bessel':(lambda n:[W.kaiser_bessel_derived_window(n[0,0]),W.kaiser_bessel_derived_window(n[1,0]*4,beta=5.)],n),
     'vorbis':(lambda n:W.vorbis_window(n[0,0]),n),
     'tridiagonal':(lambda a,b:[tf.linalg.eigh_tridiagonal(a[0],b[0]),tf.linalg.eigh_tridiagonal(a[0],b[0],select='i',select_range=[1,3]),tf.linalg.eigh_tridiagonal(a[0],b[0],select='v',select_range=[-.5,2.])],f(1,7),f(1,6)),
     'tridiagonal_complex':(lambda a,b,c:tf.linalg.eigh_tridiagonal(tf.complex(a[0],0.),tf.complex(b[0],c[0])),f(1,5),f(1,4),f(1,4)),
     'tridiagonal_vectors':(lambda a,b:tf.linalg.eigh_tridiagonal(a[0],b[0],eigvals_only=False),f(1,7),f(1,6)),
    })
    if version>=(2,12): cases['shuffle']=(lambda x,s:E.stateless_shuffle(x,s[0]),f(6,2),i(99,1,2))
for n,(g,*a) in cases.items():
    try:
        xs=[keras.layers.Input(batch_shape=(None,)+x.shape[1:],dtype=x.dtype.name,name='x%d'%k) for k,x in enumerate(a)]
        y=g(*xs); y=list(y) if isinstance(y,(list,tuple)) else [y]
        m=keras.models.Model(xs,y); v=m.predict(a if len(a)>1 else a[0]) if old else m(a if len(a)>1 else a[0])
        v=list(v) if isinstance(v,(list,tuple)) else [v]
        m.save(out+'/'+n+'.h5')
        d={'in/%d/0'%k:x for k,x in enumerate(a)}; d.update({'out/%d/0'%k:np.asarray(x) for k,x in enumerate(v)})
        np.savez(out+'/'+n+'.npz',**d); print(n,'ok',[q.shape for q in v])
    except Exception as e: print(n,type(e).__name__,str(e)[:200].replace('\n',' '))
